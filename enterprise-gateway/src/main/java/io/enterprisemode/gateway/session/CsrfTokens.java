package io.enterprisemode.gateway.session;

import io.enterprisemode.gateway.routing.ServicesConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Tokens against forged requests: HMAC-SHA256 of who is signed in, under the session secret. */
@ApplicationScoped
public class CsrfTokens {

    private static final int SHORTEST_SECRET = 32;

    private final SecretKeySpec key;

    CsrfTokens(ServicesConfiguration configuration) {
        String secret = configuration.sessionSecret();
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalStateException("ENTERPRISE_SESSION_SECRET needs at least 32 characters");
        }
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    public String tokenOf(String principal) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(("csrf\n" + principal).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean matches(String principal, @Nullable String token) {
        return token != null
                && MessageDigest.isEqual(
                        tokenOf(principal).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
    }
}
