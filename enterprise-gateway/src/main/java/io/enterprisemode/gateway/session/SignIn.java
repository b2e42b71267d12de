package io.enterprisemode.gateway.session;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Where a browser goes to sign in: {@code /login?then=/path}. The path needs an authenticated caller, so the code flow runs first; then
 * this sends the browser on, to a path of our own only.
 */
@ApplicationScoped
public class SignIn {

    void register(@Observes Router router) {
        router.get("/login").handler(SignIn::goOn);
        router.get("/callback").handler(routing -> redirect(routing, "/"));
    }

    private static void goOn(RoutingContext routing) {
        redirect(routing, safe(routing.request().getParam("then")));
    }

    /** A path of this origin; everything else, such as {@code //elsewhere} or {@code /\elsewhere}, becomes the first page. */
    static String safe(@org.jspecify.annotations.Nullable String then) {
        if (then == null || !then.startsWith("/") || then.startsWith("//")) {
            return "/";
        }
        return then.chars().noneMatch(c -> c == '\\' || c < 0x20 || c > 0x7e) ? then : "/";
    }

    private static void redirect(RoutingContext routing, String path) {
        routing.response()
                .setStatusCode(303)
                .putHeader("Location", path)
                .putHeader("Cache-Control", "no-store")
                .end()
                .onFailure(closed -> routing.request().connection().close());
    }
}
