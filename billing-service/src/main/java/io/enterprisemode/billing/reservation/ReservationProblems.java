package io.enterprisemode.billing.reservation;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;

/** What can go wrong with reservations. */
final class ReservationProblems {

    static final ProblemType SETTLED =
            new ProblemType("reservation-settled", 409, "The reservation holds nothing any more");

    static final ProblemType NOT_COUNTED =
            new ProblemType("reservation-not-committed", 409, "The usage of the reservation cannot be counted");

    /** Each reservation is read whenever usage of the meter is written or checked. */
    static final ProblemType TOO_MANY =
            new ProblemType("too-many-reservations", 429, "Too many reservations of the meter are held");

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private ReservationProblems() {}

    /** As many are held as may be. */
    static ProblemException tooMany(long most) {
        return ProblemException.retryLater(
                TOO_MANY, "At most " + most + " are held at once; commit or release some.", PAUSE);
    }

    /** It is settled or has expired since that instant. */
    static ProblemException settled(ReservationState state, Instant since) {
        return SETTLED.with("It is " + state + " since " + since + ".");
    }

    /** It expired while the request was carried out. */
    static ProblemException justExpired() {
        return SETTLED.with("It has just expired.");
    }
}
