package io.enterprisemode.local.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Authorization codes: each is good once and for a minute. */
final class AuthorizationCodes {

    /**
     * What a person has granted by signing in.
     *
     * @param challenge the base64url SHA-256 of the verifier that only the client knows (RFC 7636 section 4.2)
     */
    record Grant(
            DemoUser user, String client, String returnTo, String scope, Optional<String> nonce, String challenge) {

        boolean isProvedBy(String verifier) {
            try {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                return MessageDigest.isEqual(
                        challenge.getBytes(StandardCharsets.UTF_8),
                        Base64.getUrlEncoder().withoutPadding().encode(digest));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Issued(Grant grant, Instant expiry) {}

    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final int BYTES = 24;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Issued> issued = new ConcurrentHashMap<>();

    AuthorizationCodes(Clock clock) {
        this.clock = clock;
    }

    String issue(Grant grant) {
        Instant now = clock.instant();
        issued.values().removeIf(old -> old.expiry().isBefore(now));
        byte[] code = new byte[BYTES];
        random.nextBytes(code);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        issued.put(text, new Issued(grant, now.plus(LIFETIME)));
        return text;
    }

    /** Removes and returns the grant of a code, so that the code cannot be used again. */
    Optional<Grant> redeem(String code) {
        return Optional.ofNullable(issued.remove(code))
                .filter(found -> clock.instant().isBefore(found.expiry()))
                .map(Issued::grant);
    }
}
