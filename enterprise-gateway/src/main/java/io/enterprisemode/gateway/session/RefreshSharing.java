package io.enterprisemode.gateway.session;

import com.github.benmanes.caffeine.cache.Ticker;
import io.enterprisemode.gateway.backend.ServicesConfiguration;
import io.enterprisemode.gateway.session.RefreshedTokens.Exchanged;
import io.quarkus.oidc.common.OidcEndpoint;
import io.quarkus.oidc.common.OidcRequestFilter;
import io.quarkus.oidc.common.OidcResponseFilter;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for some seconds what the provider gave for a refresh token.
 *
 * <p>Workaround for a defect of the platform: Quarkus shares a refresh only while it is under way and then uses the old
 * refresh token again (<a href="https://github.com/quarkusio/quarkus/issues/55196">quarkus#55196</a>, fixed by #55272,
 * which brings {@code quarkus.oidc.token.refresh-token-cache-time-to-live}).
 * {@code SessionTest.theCureOfTheRefreshIsStillNeeded} fails when the platform does it itself; then this class,
 * {@link RefreshedTokens} and what {@link SessionTokens} does with them can go.
 */
@ApplicationScoped
@OidcEndpoint(OidcEndpoint.Type.TOKEN)
public class RefreshSharing implements OidcRequestFilter, OidcResponseFilter {

    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String USED = RefreshSharing.class.getName();

    private final RefreshedTokens refreshed;

    RefreshSharing(ServicesConfiguration configuration) {
        this.refreshed = new RefreshedTokens(configuration.refreshShared(), Ticker.systemTicker());
    }

    /** What a refresh token was exchanged for lately. */
    Optional<Exchanged> newest(String refreshToken) {
        return refreshed.newest(refreshToken);
    }

    /** Forgets everything, as another replica that took no part in it. */
    void forget() {
        refreshed.clear();
    }

    @Override
    public Uni<Void> filter(OidcRequestFilterContext request) {
        String used = request.requestBody() == null
                ? null
                : field(request.requestBody().toString());
        if (used != null) {
            request.contextProperties().put(USED, used);
        }
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> filter(OidcResponseFilterContext response) {
        String used = response.requestProperties() == null
                ? null
                : response.requestProperties().getString(USED);
        if (used != null && response.statusCode() == 200 && response.responseBody() != null) {
            JsonObject tokens = response.responseBody().toJsonObject();
            String accessToken = tokens.getString("access_token");
            if (accessToken != null) {
                refreshed.put(
                        used,
                        new Exchanged(
                                tokens.getString("id_token"),
                                accessToken,
                                tokens.getString(REFRESH_TOKEN),
                                tokens.getValue("expires_in") instanceof Number seconds ? seconds.longValue() : null,
                                tokens.getString("scope")));
            }
        }
        return Uni.createFrom().voidItem();
    }

    /** The refresh token in a form of a refresh (RFC 6749, section 6); null in any other. */
    private static @Nullable String field(String form) {
        String token = null;
        boolean refresh = false;
        for (String pair : form.split("&", -1)) {
            if (pair.startsWith(REFRESH_TOKEN + "=")) {
                token = URLDecoder.decode(pair.substring(REFRESH_TOKEN.length() + 1), StandardCharsets.UTF_8);
            }
            refresh |= pair.equals("grant_type=" + REFRESH_TOKEN);
        }
        return refresh ? token : null;
    }
}
