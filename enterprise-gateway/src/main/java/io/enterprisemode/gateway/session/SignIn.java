package io.enterprisemode.gateway.session;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser goes to sign in: {@code /login?then=/path}. The path needs an authenticated caller, so the code flow
 * runs first; then this sends the browser on, to a path of our own only. A sign-in that comes to nothing, because
 * somebody cancelled it or came back too late, ends on a page that says so.
 */
@ApplicationScoped
public class SignIn {

    static final String LOGIN = "/login";
    static final String CALLBACK = "/callback";
    static final String LOGOUT = "/logout";

    /** As the property {@code quarkus.oidc.web.authentication.error-path} says. */
    private static final String FAILED = "/sign-in/failed";

    void register(@Observes Router router) {
        router.get(LOGIN).handler(SignIn::goOn);
        router.get(CALLBACK).handler(routing -> redirect(routing, "/"));
        router.get(FAILED).handler(routing -> failed(routing, routing.request().getParam("error"), 200));
    }

    private static void goOn(RoutingContext routing) {
        redirect(routing, safe(routing.request().getParam("then")));
    }

    /**
     * A path of this origin; everything else, such as {@code //elsewhere} or {@code /\elsewhere}, becomes the first
     * page.
     */
    static String safe(@Nullable String then) {
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

    /** Answers with the page; {@code error} is the code that the provider sent, null where it sent none. */
    static void failed(RoutingContext routing, @Nullable String error, int status) {
        HttpServerResponse response = routing.response();
        response.setStatusCode(status)
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(SignInFailedPage.of(error))
                .onFailure(closed -> routing.request().connection().close());
    }
}
