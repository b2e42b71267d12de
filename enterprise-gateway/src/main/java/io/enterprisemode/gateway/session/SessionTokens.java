package io.enterprisemode.gateway.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.enterprisemode.gateway.session.RefreshedTokens.Exchanged;
import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.CodeAuthenticationMechanism;
import io.quarkus.oidc.runtime.DefaultTokenStateManager;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.oidc.runtime.TenantConfigContext;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a browser's session, in encrypted cookies, as Quarkus keeps them. Beyond that:
 *
 * <ul>
 *   <li>every session has an id of its own from sign-in to sign-out, sealed with the access token: what is bound to the
 *       session is bound to it;
 *   <li>cookies of two people never make one session;
 *   <li>signing out ends the session here at once, whoever holds copies of the cookies, and the refresh token at the
 *       provider;
 *   <li>a request with cookies from just before a refresh gets the refreshed tokens ({@link RefreshSharing}) and the
 *       cookies for them;
 *   <li>tokens are refreshed ahead of their end by the replica that gave the cookies only. Another one may not know
 *       that they were refreshed a moment ago; a refresh token that is used twice makes some providers end the session
 *       (OAuth 2.0 Security Best Current Practice, RFC 9700, section 4.14.2).
 * </ul>
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class SessionTokens extends DefaultTokenStateManager {

    private static final Logger LOG = Logger.getLogger(SessionTokens.class);
    private static final Duration PROVIDER_DEADLINE = Duration.ofSeconds(2);
    private static final String SESSION = SessionTokens.class.getName();
    /** How the id stands in the scope of the access token, which is sealed with it and used for nothing else here. */
    private static final String MARK = "em-session:";
    /** How the replica that gave the cookies stands before it. */
    private static final String GIVEN_BY = "em-replica:";
    /** Where Quarkus notes that tokens come from a refresh just made, and need no other one before they expire. */
    private static final String REFRESHED = "refresh_token_grant_response";

    private static final int ID_BYTES = 16;

    private final EndedSessions ended = new EndedSessions(Ticker.systemTicker());
    private final SecureRandom random = new SecureRandom();
    private final RefreshSharing sharing;
    private final Clock clock;
    private volatile String replica = newId();

    SessionTokens(RefreshSharing sharing, Clock clock) {
        this.sharing = sharing;
        this.clock = clock;
    }

    /**
     * The id of the request's session; empty before the session was read, and for sessions of versions that gave none.
     */
    static Optional<String> session(RoutingContext routing) {
        return Optional.ofNullable(routing.get(SESSION));
    }

    /** Forgets who signed out, as another replica that took no part in it. */
    void forgetEnded() {
        ended.clear();
    }

    /** Goes on as another replica, or as the one of an id that this gave before; answers the id until now. */
    String goOnAs(@Nullable String other) {
        String before = replica;
        replica = other == null ? newId() : other;
        return before;
    }

    @Override
    public Uni<String> createTokenState(
            RoutingContext routing,
            OidcTenantConfig tenant,
            AuthorizationCodeTokens tokens,
            @Nullable OidcRequestContext<String> request) {
        String session = session(routing).orElseGet(this::newId);
        routing.put(SESSION, session);
        String scope = tokens.getAccessTokenScope();
        AuthorizationCodeTokens marked = new AuthorizationCodeTokens(
                tokens.getIdToken(),
                tokens.getAccessToken(),
                tokens.getRefreshToken(),
                tokens.getAccessTokenExpiresIn(),
                (scope == null || scope.isEmpty() ? "" : scope + " ") + GIVEN_BY + replica + " " + MARK + session);
        return super.createTokenState(routing, tenant, marked, request);
    }

    @Override
    public Uni<AuthorizationCodeTokens> getTokens(
            RoutingContext routing,
            OidcTenantConfig tenant,
            String tokenState,
            OidcRequestContext<AuthorizationCodeTokens> request) {
        return super.getTokens(routing, tenant, tokenState, request).chain(tokens -> {
            if (tokens.getAccessToken() == null) {
                return refused("the session has no access token");
            }
            if (!TokenClaims.of(tokens.getIdToken()).samePerson(TokenClaims.of(tokens.getAccessToken()))) {
                return refused("the cookies are those of two people");
            }
            String session = unmark(tokens, MARK);
            boolean givenHere = replica.equals(unmark(tokens, GIVEN_BY));
            if (session != null) {
                if (ended.contains(session)) {
                    return refused("the session was signed out of");
                }
                routing.put(SESSION, session);
            }
            return refreshed(tokens).map(newer -> renew(routing, tenant, newer)).orElseGet(() -> {
                if (!givenHere && !isExpired(tokens)) {
                    routing.put(REFRESHED, true);
                }
                return Uni.createFrom().item(tokens);
            });
        });
    }

    @Override
    public Uni<Void> deleteTokens(
            RoutingContext routing, OidcTenantConfig tenant, String tokenState, OidcRequestContext<Void> request) {
        Uni<Void> deleted = super.deleteTokens(routing, tenant, tokenState, request);
        boolean signsOut =
                tenant.logout().path().filter(routing.normalizedPath()::equals).isPresent();
        return signsOut ? deleted.chain(() -> end(routing)) : deleted;
    }

    /**
     * Ends the session here, and asks the provider to take its refresh token no more (RFC 7009) where it offers that.
     */
    private Uni<Void> end(RoutingContext routing) {
        session(routing).ifPresent(ended::end);
        AuthorizationCodeTokens tokens = routing.get(AuthorizationCodeTokens.class.getName());
        TenantConfigContext provider = routing.get(TenantConfigContext.class.getName());
        if (tokens == null || tokens.getRefreshToken() == null || provider == null) {
            return Uni.createFrom().voidItem();
        }
        return provider.getOidcProviderClient()
                .revokeRefreshToken(tokens.getRefreshToken())
                .ifNoItem()
                .after(PROVIDER_DEADLINE)
                .fail()
                .onFailure()
                .invoke(e -> LOG.warnf("the provider did not revoke a refresh token: %s", e.toString()))
                .onFailure()
                .recoverWithItem(false)
                .replaceWithVoid();
    }

    private Optional<AuthorizationCodeTokens> refreshed(AuthorizationCodeTokens tokens) {
        return Optional.ofNullable(tokens.getRefreshToken())
                .flatMap(sharing::newest)
                .map(newer -> merged(tokens, newer))
                .filter(newer -> TokenClaims.of(newer.getIdToken()).samePerson(TokenClaims.of(tokens.getIdToken())));
    }

    private static AuthorizationCodeTokens merged(AuthorizationCodeTokens before, Exchanged newer) {
        return new AuthorizationCodeTokens(
                newer.idToken() == null ? before.getIdToken() : newer.idToken(),
                newer.accessToken(),
                newer.refreshToken() == null ? before.getRefreshToken() : newer.refreshToken(),
                newer.expiresIn(),
                newer.scope());
    }

    /** The answer that carried the new cookies may never have arrived: this one carries them again. */
    private Uni<AuthorizationCodeTokens> renew(
            RoutingContext routing, OidcTenantConfig tenant, AuthorizationCodeTokens newer) {
        long left =
                TokenClaims.of(newer.getIdToken()).expiresAt() - clock.instant().getEpochSecond();
        long age = Math.max(0, left)
                + tenant.authentication()
                        .sessionAgeExtension()
                        .orElse(Duration.ofMinutes(5))
                        .toSeconds();
        routing.put(CodeAuthenticationMechanism.SESSION_MAX_AGE_PARAM, age);
        return createTokenState(routing, tenant, newer, null)
                .invoke(state -> {
                    if (state.length() <= OidcUtils.MAX_COOKIE_VALUE_LENGTH) {
                        OidcUtils.createCookie(routing, tenant, OidcUtils.getSessionCookieName(tenant), state, age)
                                .setSameSite(CookieSameSite.valueOf(
                                        tenant.authentication().cookieSameSite().name()));
                    }
                })
                .replaceWith(newer);
    }

    private boolean isExpired(AuthorizationCodeTokens tokens) {
        return TokenClaims.of(tokens.getIdToken()).expiresAt()
                <= clock.instant().getEpochSecond();
    }

    /**
     * Removes the value after a mark at the end of the scope and returns it; null: the session is of a version that
     * gave none.
     */
    private static @Nullable String unmark(AuthorizationCodeTokens tokens, String mark) {
        String scope = tokens.getAccessTokenScope();
        int at = scope == null ? -1 : scope.lastIndexOf(mark);
        if (scope == null || at < 0) {
            return null;
        }
        String rest = scope.substring(0, at).strip();
        tokens.setAccessTokenScope(rest.isEmpty() ? null : rest);
        return scope.substring(at + mark.length());
    }

    private static Uni<AuthorizationCodeTokens> refused(String why) {
        LOG.infof("a session is refused: %s", why);
        return Uni.createFrom().failure(new AuthenticationFailedException(why));
    }

    private String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
