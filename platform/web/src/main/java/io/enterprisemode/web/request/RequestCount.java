package io.enterprisemode.web.request;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.LongAdder;

/** How many requests have come in, for work in the background that makes way for them. */
@ApplicationScoped
public class RequestCount {

    private static final int EARLY = 9_000;

    private final LongAdder requests = new LongAdder();

    void register(@Observes Filters filters) {
        filters.register(
                routing -> {
                    requests.increment();
                    routing.next();
                },
                EARLY);
    }

    /** Since the service started. */
    public long sinceStart() {
        return requests.sum();
    }
}
