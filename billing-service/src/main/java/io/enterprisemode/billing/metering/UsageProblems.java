package io.enterprisemode.billing.metering;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.time.Duration;

/** What can go wrong with taking in usage as a whole. */
public final class UsageProblems {

    /** Nothing of the request was taken in; it may be sent again as it is. */
    static final ProblemType OVERLOADED =
            new ProblemType("usage-overloaded", 503, "More usage is coming in than can be written at the moment");

    /**
     * Another transaction holds the locks on which the organization's usage is counted; nothing of the request was
     * taken in.
     */
    public static final ProblemType HELD_UP =
            new ProblemType("usage-held-up", 503, "Usage of this organization is held up at the moment");

    /** Returned on the path of a protocol whose clients treat every 200 as success. */
    public static final ProblemType NOTHING_TAKEN_IN =
            new ProblemType("usage-not-taken-in", 400, "None of the events was taken in");

    /** A change of plan would charge for what was used before by prices at which it costs more than can be billed. */
    public static final ProblemType CHARGE_TOO_LARGE = new ProblemType(
            "usage-too-large-for-plan", 409, "What was used could cost more than an amount can hold with this plan");

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private UsageProblems() {}

    /** Whether a request is refused for now, and nothing of it is known to be taken in. */
    public static boolean isForNow(Throwable failure) {
        return failure instanceof ProblemException problem
                && (problem.type().equals(HELD_UP) || problem.type().equals(OVERLOADED));
    }

    /** The request has waited too long for a lock of another transaction, or too many requests wait before it. */
    public static ProblemException heldUp() {
        return ProblemException.retryLater(
                HELD_UP, "Nothing of this request was taken in; send it again shortly.", PAUSE);
    }

    /** There is no room for the request. */
    static ProblemException overloaded() {
        return ProblemException.retryLater(
                OVERLOADED, "Nothing of this request was taken in; send it again shortly.", PAUSE);
    }

    /** Too many events wait that name workspaces which are not known yet. */
    static ProblemException tooManyUnknown() {
        return ProblemException.retryLater(
                OVERLOADED,
                "Too much waits that names workspaces which are not known yet; send all of it again shortly.",
                PAUSE);
    }
}
