package io.enterprisemode.gateway.session;

import io.enterprisemode.gateway.backend.Backends;
import io.enterprisemode.web.access.BearerCredential;
import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.http.RequestIds;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a request into what is needed to ask services on the caller's behalf. */
@ApplicationScoped
public class Questions {

    private final Sessions sessions;

    Questions(Sessions sessions) {
        this.sessions = sessions;
    }

    /** With the token the caller sent, or that of its session. */
    public Uni<Backends.Question> of(RoutingContext routing, @Nullable UUID organizationId) {
        String header = routing.request().getHeader("Authorization");
        Uni<String> token = header == null
                ? sessions.accessToken(routing)
                : Uni.createFrom().item(BearerCredential.of(header).orElse(""));
        ConsistencyToken upTo =
                ConsistencyToken.newest(routing.request().headers().getAll(ConsistencyToken.HEADER));
        return token.map(given -> new Backends.Question(given, organizationId, RequestIds.of(routing), upTo));
    }

    /** What the session's tokens against forged requests are made for. */
    String sessionKey(RoutingContext routing) {
        return routing.user() instanceof QuarkusHttpUser user ? Sessions.key(routing, user.getSecurityIdentity()) : "";
    }
}
