package io.enterprisemode.gateway.session;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a session token that identify its owner. The tokens were verified when they were issued to this gateway
 * and are sealed since then; this only reads them.
 *
 * @param issuer null: not said
 * @param subject null: not said
 * @param expiresAt seconds since 1970; 0: not said
 */
record TokenClaims(@Nullable String issuer, @Nullable String subject, long expiresAt) {

    private static final TokenClaims UNKNOWN = new TokenClaims(null, null, 0);

    /** The claims of a signed token (RFC 7519); of any other text nothing is known. */
    static TokenClaims of(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return UNKNOWN;
        }
        try {
            JsonObject claims =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return new TokenClaims(
                    claims.getString("iss"),
                    claims.getString("sub"),
                    claims.getValue("exp") instanceof Number seconds ? seconds.longValue() : 0);
        } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
            return UNKNOWN;
        }
    }

    /** Whether both belong to the same person, if both name one. */
    boolean samePerson(TokenClaims other) {
        boolean bothSay = subject != null && other.subject != null;
        return !bothSay || (Objects.equals(subject, other.subject) && Objects.equals(issuer, other.issuer));
    }
}
