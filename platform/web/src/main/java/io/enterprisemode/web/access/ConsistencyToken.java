package io.enterprisemode.web.access;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.text.Rfc3339;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As of when access is to be decided at least. The answer to a change of memberships, structure or API keys carries a
 * token; a request that carries it back is not refused by a view that may lack the change. (A consistency token as in
 * Pang et al., "Zanzibar: Google's Consistent, Global Authorization System", USENIX ATC 2019, section 2.4.)
 *
 * @param at everything that was committed before this instant, by the clock of teams-service, counts
 */
public record ConsistencyToken(Instant at) {

    /** Carries a token, in answers and in requests; in RFC 3339, which clients need not know. */
    public static final String HEADER = "Enterprise-Consistency-Token";

    /** How far the clock of teams-service may be ahead of the one here. */
    private static final Duration MOST_AHEAD = Duration.ofMinutes(1);

    /**
     * Reads a token.
     *
     * @throws ProblemException validation-failed, 400: it is none
     */
    public static ConsistencyToken parse(String value) {
        try {
            return new ConsistencyToken(Rfc3339.parse(value));
        } catch (DateTimeException e) {
            throw invalid();
        }
    }

    /**
     * The newest of the tokens that a request carries: one of its own and one of a gateway, for instance.
     *
     * @return null: it carries none
     * @throws ProblemException validation-failed, 400: one of them is none, or of the future
     */
    static @Nullable ConsistencyToken newest(List<String> values, Instant now) {
        ConsistencyToken newest = null;
        for (String value : values) {
            ConsistencyToken token = parse(value);
            if (token.at.isAfter(now.plus(MOST_AHEAD))) {
                throw invalid();
            }
            newest = newest == null ? token : newest.or(token);
        }
        return newest;
    }

    private static ProblemException invalid() {
        return ProblemException.invalid(HEADER, "must be what an answer carried in this header");
    }

    /** The newer of the two. */
    public ConsistencyToken or(ConsistencyToken other) {
        return other.at.isAfter(at) ? other : this;
    }

    /** As it stands in the header. */
    public String value() {
        return at.toString();
    }
}
