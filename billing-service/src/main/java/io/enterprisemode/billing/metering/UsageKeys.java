package io.enterprisemode.billing.metering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Short keys for long texts: the first 128 bits of their SHA-256. Two texts with one key are not to be found, not even on purpose, and 16
 * bytes keep the only index of the events narrow.
 */
final class UsageKeys {

    private static final byte SEPARATOR = 0;

    private UsageKeys() {}

    /** The key of an event in its organization. Neither text may hold the character U+0000. */
    static UUID event(String source, String id) {
        MessageDigest digest = sha256();
        digest.update(source.getBytes(StandardCharsets.UTF_8));
        digest.update(SEPARATOR);
        return key(digest, id);
    }

    /** The key of a value that UNIQUE_COUNT counts. */
    static UUID value(String value) {
        return key(sha256(), value);
    }

    private static UUID key(MessageDigest digest, String text) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        return new UUID(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
