package io.enterprisemode.gateway.session;

import io.enterprisemode.gateway.routing.Backends;
import io.enterprisemode.web.request.RequestIds;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a request into what is needed to ask services on the caller's behalf. */
@ApplicationScoped
public class Questions {

    private static final String BEARER = "Bearer ";

    private final Sessions sessions;

    Questions(Sessions sessions) {
        this.sessions = sessions;
    }

    /** With the token the caller sent, or that of its session. */
    public Uni<Backends.Question> of(RoutingContext routing, @Nullable UUID organizationId) {
        String header = routing.request().getHeader("Authorization");
        Uni<String> token = header != null && header.startsWith(BEARER)
                ? Uni.createFrom().item(header.substring(BEARER.length()))
                : sessions.accessToken(routing);
        return token.map(given -> new Backends.Question(given, organizationId, RequestIds.of(routing)));
    }

    /** The name the session's tokens against forged requests are made for. */
    String principalName(RoutingContext routing) {
        return routing.user() instanceof QuarkusHttpUser user
                ? user.getSecurityIdentity().getPrincipal().getName()
                : "";
    }
}
