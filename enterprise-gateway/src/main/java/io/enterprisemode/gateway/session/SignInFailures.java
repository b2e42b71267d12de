package io.enterprisemode.gateway.session;

import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The answers to failed authentication. Quarkus would send an empty answer, or redirect a program to the provider. Here
 * pages show what happened; for everything else, the code that requested the identity answers with a problem. Refused
 * cookies are not deleted then: another replica may just have renewed them.
 */
@ApplicationScoped
class SignInFailures {

    private static final Logger LOG = Logger.getLogger(SignInFailures.class);

    /**
     * Between Quarkus' authentication (200), which sets its own handler, and its authorization (100), which needs one.
     */
    private static final int BEFORE_AUTHORIZATION = 150;

    private static final String STATE_COOKIE = "q_auth";

    private static final BiConsumer<RoutingContext, Throwable> FAILURE_TO_CALLER = new BiConsumer<>() {
        @Override
        public void accept(RoutingContext routing, Throwable failure) {
            LOG.debugf(failure, "not authenticated at %s", routing.normalizedPath());
        }
    };

    void register(@Observes Filters filters) {
        filters.register(SignInFailures::decide, BEFORE_AUTHORIZATION);
    }

    private static void decide(RoutingContext routing) {
        switch (routing.normalizedPath()) {
            case SignIn.CALLBACK -> comeBack(routing);
            case SignIn.LOGIN, SignIn.LOGOUT -> {}
            default -> routing.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, FAILURE_TO_CALLER);
        }
        if (!routing.response().ended()) {
            routing.next();
        }
    }

    /** A browser that returns with a code of a sign-in that it has not begun would be redirected endlessly. */
    private static void comeBack(RoutingContext routing) {
        String state = routing.request().getParam("state");
        if (state == null || !isBegunHere(routing, state)) {
            SignIn.failed(routing, null, 401);
            return;
        }
        BiConsumer<RoutingContext, Throwable> usual = routing.get(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
        routing.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, completed(usual));
    }

    private static boolean isBegunHere(RoutingContext routing, String state) {
        return routing.request().cookies().stream()
                .anyMatch(cookie -> cookie.getName().startsWith(STATE_COOKIE)
                        && cookie.getName().endsWith(state));
    }

    private static BiConsumer<RoutingContext, Throwable> completed(
            @Nullable BiConsumer<RoutingContext, Throwable> usual) {
        return (routing, failure) -> {
            Throwable cause = DefaultAuthFailureHandler.extractRootCause(failure);
            if (cause instanceof AuthenticationCompletionException
                    && !routing.response().headWritten()) {
                SignIn.failed(routing, null, 401);
            } else if (usual != null) {
                usual.accept(routing, failure);
            }
        };
    }
}
