package io.enterprisemode.gateway.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Headers on every answer: nothing from elsewhere runs, nobody frames us, nothing is guessed. */
@ApplicationScoped
public class SecurityHeaders {

    private static final int EARLY = 9_500;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::add, EARLY);
    }

    private static void add(RoutingContext routing) {
        MultiMap headers = routing.response().headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        if (routing.request().isSSL()) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
        routing.addHeadersEndHandler(sent -> caching(routing));
        routing.next();
    }

    /** Bundles carry a hash in their name and never change; pages must be asked for again, as they name the bundles. */
    private static void caching(RoutingContext routing) {
        if (routing.normalizedPath().startsWith("/static/bundle/")) {
            routing.response().headers().set("Cache-Control", "public, immutable, max-age=31536000");
        } else if (String.valueOf(routing.response().headers().get("Content-Type"))
                .startsWith("text/html")) {
            routing.response().headers().set("Cache-Control", "no-cache");
        }
    }
}
