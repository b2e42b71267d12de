package io.enterprisemode.web.http;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/**
 * Gives every request an id: the caller's {@code X-Request-Id} when it is well formed, else a new one; it is echoed in
 * the answer.
 */
@ApplicationScoped
public class RequestIds {

    public static final String HEADER = "X-Request-Id";

    private static final String KEY = RequestIds.class.getName();
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int BEFORE_EVERYTHING = 10_000;

    void register(@Observes Filters filters) {
        filters.register(RequestIds::assign, BEFORE_EVERYTHING);
    }

    private static void assign(RoutingContext routing) {
        String given = routing.request().getHeader(HEADER);
        String id = given != null && WELL_FORMED.matcher(given).matches()
                ? given
                : UuidCreator.getTimeOrderedEpoch().toString();
        routing.put(KEY, id);
        routing.response().putHeader(HEADER, id);
        MDC.put("requestId", id);
        routing.next();
    }

    /** The id of this request, or "unknown" when the request never passed the filter. */
    public static String of(RoutingContext routing) {
        String id = routing.get(KEY);
        return id == null ? "unknown" : id;
    }
}
