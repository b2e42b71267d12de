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
 * that whoever changed something here, or was told of a change, is not refused by a view that lacks it: not a founder,
 * not a new member, not a key that was made a moment ago. It makes nobody wait but for views that are behind it.
 */
@ApplicationScoped
public class LatestChange {

    private static final Logger LOG = Logger.getLogger(LatestChange.class);

    private final Clock clock;
    private final AtomicReference<@Nullable ConsistencyToken> newest = new AtomicReference<>();

    LatestChange(Clock clock) {
        this.clock = clock;
    }

    /** Takes note of what an answer of a service carries, but of none of the future, which would be kept until then. */
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

    /** Lets a request carry it. Of several of a client none is left out, so that the service refuses what is none. */
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
     * What a request is to carry: the newest, or the client's own where that is newer, or is none, as a service says.
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
