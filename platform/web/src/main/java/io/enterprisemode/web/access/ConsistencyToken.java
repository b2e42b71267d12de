package io.enterprisemode.web.access;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.text.Rfc3339;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instant as of which access must at least be decided. The answer to a change of memberships, structure or API keys
 * carries a token. A request that sends it back is not refused by a view that may lack the change. (A consistency token
 * as in Pang et al., "Zanzibar: Google's Consistent, Global Authorization System", USENIX ATC 2019, section 2.4.)
 *
 * @param at everything that was committed before this instant, by the clock of teams-service, counts
 */
public record ConsistencyToken(Instant at) {

    /** Carries a token, in answers and in requests; in RFC 3339, which clients need not know. */
    public static final String HEADER = "Enterprise-Consistency-Token";

    /** How far the clock of teams-service may be ahead of another one. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(1);

    /**
     * Reads a token.
     *
     * @throws ProblemException validation-failed, 400: it is none
     */
    public static ConsistencyToken parse(String value) {
        try {
            return new ConsistencyToken(Rfc3339.parse(value));
        } catch (DateTimeException e) {
            throw ProblemException.invalid(HEADER, "must be what an answer carried in this header");
        }
    }

    /**
     * The newest of the tokens that a request carries.
     *
     * @return null: it carries none
     * @throws ProblemException validation-failed, 400: one of them is none
     */
    public static @Nullable ConsistencyToken newest(List<String> values) {
        ConsistencyToken newest = null;
        for (String value : values) {
            newest = parse(value).or(newest);
        }
        return newest;
    }

    /** The newer of the two. */
    public ConsistencyToken or(@Nullable ConsistencyToken other) {
        return other != null && other.at.isAfter(at) ? other : this;
    }

    /**
     * The same, but at most {@link #MOST_AHEAD} after now: a request with a token of the future would wait until then.
     */
    public ConsistencyToken notAfter(Instant now) {
        Instant latest = now.plus(MOST_AHEAD);
        return at.isAfter(latest) ? new ConsistencyToken(latest) : this;
    }

    /** As it stands in the header. */
    public String value() {
        return at.toString();
    }
}
