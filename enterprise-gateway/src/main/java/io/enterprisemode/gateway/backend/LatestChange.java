package io.enterprisemode.gateway.backend;

import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.problem.ProblemException;
import io.vertx.core.MultiMap;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link ConsistencyToken} in an answer that passed this gateway. Each request to a service carries it, so
 * that a caller who changed something, or received an answer after a change, is not refused by a view that does not
 * contain the change yet. This holds for a founder, a new member, or a key that was created a moment ago. A request
 * waits only for a view that is behind the token.
 */
@ApplicationScoped
public class LatestChange {

    private static final Logger LOG = Logger.getLogger(LatestChange.class);

    private final Clock clock;
    private final AtomicReference<@Nullable ConsistencyToken> newest = new AtomicReference<>();

    LatestChange(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes note of the token in an answer of a service; a token with a time in the future is limited to the present,
     * as it would be kept until then.
     */
    public void note(@Nullable String value) {
        if (value == null) {
            return;
        }
        try {
            ConsistencyToken token = ConsistencyToken.parse(value).notAfter(clock.instant());
            newest.accumulateAndGet(token, (known, answered) -> token.or(known));
        } catch (ProblemException e) {
            LOG.warnf("a service answers with %s: %s", ConsistencyToken.HEADER, value);
        }
    }

    /**
     * Adds it to the headers of a request. Several tokens of a client are all passed on, so that the service refuses an
     * invalid one.
     */
    public void addTo(MultiMap headers) {
        List<String> own = headers.getAll(ConsistencyToken.HEADER);
        String token = token(own.size() == 1 ? own.getFirst() : null);
        if (token != null && own.size() > 1) {
            headers.add(ConsistencyToken.HEADER, token);
        } else if (token != null) {
            headers.set(ConsistencyToken.HEADER, token);
        }
    }

    /**
     * The token that a request is to carry: the newest, or the client's own where that is newer, or is invalid, which
     * the service then reports.
     *
     * @param own of the client; null: it has none
     * @return null: there is none
     */
    @Nullable
    String token(@Nullable String own) {
        ConsistencyToken known = newest.get();
        if (known == null || own == null) {
            return known == null ? own : known.value();
        }
        try {
            return ConsistencyToken.parse(own).or(known).value();
        } catch (ProblemException e) {
            return own;
        }
    }
}
