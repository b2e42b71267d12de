package io.enterprisemode.teams;

import io.enterprisemode.contracts.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * 256 random bits that are shown once; only their SHA-256 is kept (a fast hash is enough for what cannot be guessed).
 *
 * @param text Base64 for URLs, 43 characters
 */
public record Secret(String text) {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new one. */
    public static Secret random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What is kept: 64 lower-case hexadecimal digits. */
    public String sha256() {
        return Sha256.hex(text);
    }

    @Override
    public String toString() {
        return "Secret[...]";
    }
}
