package io.enterprisemode.gateway.session;

import io.enterprisemode.gateway.backend.ServicesConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens against forged requests: random bytes, and the HMAC-SHA256 of them and of the session under the session
 * secret. Every issued token is different. All tokens of a session are valid as long as the session is, and for no
 * other session.
 */
@ApplicationScoped
public class CsrfTokens {

    private static final int SHORTEST_SECRET = 32;
    private static final int NONCE_BYTES = 12;
    private static final String SEPARATOR = ".";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    CsrfTokens(ServicesConfiguration configuration) {
        String secret = configuration.sessionSecret();
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalStateException("ENTERPRISE_SESSION_SECRET needs at least 32 characters");
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** A new token for a session. */
    public String tokenOf(String session) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return nonce + SEPARATOR + seal(session, nonce);
    }

    /** Whether the token was given to this session. */
    public boolean matches(String session, @Nullable String token) {
        if (token == null) {
            return false;
        }
        int separator = token.indexOf(SEPARATOR);
        return separator > 0
                && MessageDigest.isEqual(
                        seal(session, token.substring(0, separator)).getBytes(StandardCharsets.US_ASCII),
                        token.substring(separator + 1).getBytes(StandardCharsets.UTF_8));
    }

    private String seal(String session, String nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(("csrf\n" + nonce + "\n" + session).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
