package io.enterprisemode.gateway.security;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Headers on every answer: they forbid scripts of other origins, framing by other pages, and guessing of content types.
 */
@ApplicationScoped
public class SecurityHeaders {

    private static final String BUNDLES = "/static/bundle/";
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final int PRIORITY = 9_500;
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action "
                    + "'self'; frame-ancestors 'none'";

    private final boolean https;

    SecurityHeaders(@ConfigProperty(name = "enterprise.gateway.https") boolean https) {
        this.https = https;
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, PRIORITY);
    }

    private void add(RoutingContext routing) {
        MultiMap headers = routing.response().headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        if (https || routing.request().isSSL()) {
            headers.set("Strict-Transport-Security", "max-age=31536000");
        }
        routing.addHeadersEndHandler(sent -> caching(routing));
        routing.next();
    }

    /**
     * Bundles carry a hash in their name and never change. Pages, and files whose name stays when they change, must be
     * asked for again. An error is not cached: what is missing now may exist after an upgrade.
     */
    private static void caching(RoutingContext routing) {
        MultiMap headers = routing.response().headers();
        String cached = headers.get(CACHE_CONTROL);
        boolean page = String.valueOf(headers.get("Content-Type")).startsWith("text/html");
        boolean unsaid = cached == null || cached.contains("immutable");
        if (routing.response().getStatusCode() >= 400 && !page) {
            headers.set(CACHE_CONTROL, "no-store");
        } else if (routing.normalizedPath().startsWith(BUNDLES) && !page) {
            headers.set(CACHE_CONTROL, "public, immutable, max-age=31536000");
        } else if (unsaid || (page && !cached.contains("no-store"))) {
            headers.set(CACHE_CONTROL, "no-cache");
        }
    }
}
