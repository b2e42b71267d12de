package io.enterprisemode.gateway.routing;

import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest {@link ConsistencyToken} in an answer that passed this gateway. Each request to a service carries it, so
 * that whoever changed something here, or was told of a change, is not refused by a view that lacks it: not a founder,
 * not a new member, not a key that was made a moment ago. It makes nobody wait but for views that are behind it.
 */
@ApplicationScoped
class LatestChange {

    private static final Logger LOG = Logger.getLogger(LatestChange.class);

    private final AtomicReference<@Nullable ConsistencyToken> newest = new AtomicReference<>();

    /** Takes note of what an answer of a service carries. */
    void note(@Nullable String value) {
        if (value == null) {
            return;
        }
        try {
            ConsistencyToken token = ConsistencyToken.parse(value);
            newest.accumulateAndGet(token, (known, answered) -> known == null ? answered : known.or(token));
        } catch (ProblemException e) {
            LOG.warnf("a service answers with %s: %s", ConsistencyToken.HEADER, value);
        }
    }

    /** As it stands in the header; null: none has passed yet. */
    @Nullable
    String token() {
        ConsistencyToken token = newest.get();
        return token == null ? null : token.value();
    }
}
