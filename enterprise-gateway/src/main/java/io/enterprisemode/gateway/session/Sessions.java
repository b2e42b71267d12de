package io.enterprisemode.gateway.session;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.gateway.limit.RateLimitGate;
import io.enterprisemode.web.problem.Outages;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Browser sessions. A browser sends a cookie with every request, whichever page has caused the request. So a request
 * that changes something must also carry the session's token in a header, which only our own page can read.
 */
@ApplicationScoped
public class Sessions {

    /** Carries the session's token on requests that change something. */
    public static final String CSRF_HEADER = "X-CSRF-Token";

    private static final Duration AWAY = Duration.ofSeconds(2);
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final IdentityProviderManager identities;
    private final CsrfTokens csrfTokens;
    private final RateLimitGate limits;
    private final Outages outages;

    Sessions(IdentityProviderManager identities, CsrfTokens csrfTokens, RateLimitGate limits, Outages outages) {
        this.identities = identities;
        this.csrfTokens = csrfTokens;
        this.limits = limits;
        this.outages = outages;
    }

    /**
     * The access token of the request's session; fails with a 401 problem without a session, 403 when it may be forged,
     * 429 when it is too much.
     */
    public Uni<String> accessToken(RoutingContext routing) {
        return identity(routing).map(identity -> {
            principal(identity).ifPresent(id -> limits.identified(routing, id));
            if (!SAFE.contains(routing.request().method())
                    && !csrfTokens.matches(
                            key(routing, identity), routing.request().getHeader(CSRF_HEADER))) {
                throw ProblemType.FORBIDDEN.with("The " + CSRF_HEADER + " header is missing or not of this session.");
            }
            AccessTokenCredential token = identity.getCredential(AccessTokenCredential.class);
            if (token == null) {
                throw signedOut();
            }
            return token.getToken();
        });
    }

    /** What tokens against forged requests are bound to: the session; without one, the principal. */
    static String key(RoutingContext routing, SecurityIdentity identity) {
        return SessionTokens.session(routing)
                .map(id -> "session:" + id)
                .orElseGet(() -> "principal:" + identity.getPrincipal().getName());
    }

    private static Optional<UUID> principal(SecurityIdentity identity) {
        return identity.getPrincipal() instanceof JsonWebToken token
                        && token.getIssuer() != null
                        && token.getSubject() != null
                ? Optional.of(PrincipalId.of(token.getIssuer(), token.getSubject()))
                : Optional.empty();
    }

    private Uni<SecurityIdentity> identity(RoutingContext routing) {
        return QuarkusHttpUser.getSecurityIdentity(routing, identities)
                .onFailure(failure -> failure instanceof AuthenticationException)
                .transform(this::refusal)
                .map(identity -> {
                    if (identity == null || identity.isAnonymous()) {
                        throw signedOut();
                    }
                    return identity;
                });
    }

    /** If the provider is unavailable, it is not known whether the session is valid. */
    private ProblemException refusal(Throwable failure) {
        return outages.isOutage(failure)
                ? ProblemException.retryLater(
                        ProblemType.UNAVAILABLE, "The sign-in service is away; try again shortly.", AWAY)
                : signedOut();
    }

    private static ProblemException signedOut() {
        return ProblemType.UNAUTHENTICATED.with("Sign in first.");
    }
}
