package io.enterprisemode.gateway.session;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/**
 * Browser sessions. A cookie is sent by the browser whoever made it send a request; so a request that changes something must also carry
 * the session's token in a header, which only our own page can read.
 */
@ApplicationScoped
public class Sessions {

    /** Carries the session's token on requests that change something. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final IdentityProviderManager identities;
    private final CsrfTokens csrfTokens;

    Sessions(IdentityProviderManager identities, CsrfTokens csrfTokens) {
        this.identities = identities;
        this.csrfTokens = csrfTokens;
    }

    /** The access token of the request's session; fails with a 401 problem without a session, 403 when it may be forged. */
    public Uni<String> accessToken(RoutingContext routing) {
        return identity(routing).map(identity -> {
            if (!SAFE.contains(routing.request().method())
                    && !csrfTokens.matches(
                            identity.getPrincipal().getName(), routing.request().getHeader(CSRF_HEADER))) {
                throw ProblemType.FORBIDDEN.with("The " + CSRF_HEADER + " header is missing or not of this session.");
            }
            AccessTokenCredential token = identity.getCredential(AccessTokenCredential.class);
            if (token == null) {
                throw signedOut();
            }
            return token.getToken();
        });
    }

    private Uni<SecurityIdentity> identity(RoutingContext routing) {
        return QuarkusHttpUser.getSecurityIdentity(routing, identities)
                .onFailure(AuthenticationFailedException.class)
                .transform(e -> signedOut())
                .map(identity -> {
                    if (identity == null || identity.isAnonymous()) {
                        throw signedOut();
                    }
                    return identity;
                });
    }

    private static ProblemException signedOut() {
        return ProblemType.UNAUTHENTICATED.with("Sign in first.");
    }
}
