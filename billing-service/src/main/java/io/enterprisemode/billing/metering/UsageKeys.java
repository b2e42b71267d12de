package io.enterprisemode.billing.metering;

import io.enterprisemode.contracts.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Short keys for long texts, from their SHA-256; 16 bytes keep the only index of the events narrow. Two texts have the
 * same key by accident practically never. Of the key of an event 96 bits are of the digest, so that two ids with the
 * same key take about 2^48 tries to find on purpose, each by a producer against its own organization: the second event
 * is then a conflict, and nothing is counted twice.
 */
public final class UsageKeys {

    private static final byte SEPARATOR = 0;

    /**
     * The first characters of an id that begins with a time (UUID versions 6 and 7, ULID, ObjectId, Snowflake) change
     * once in seconds or minutes.
     */
    private static final int TIME = 8;

    /** How many last digits of a count are left out, so that a thousand neighbouring ids lie together. */
    private static final int NEIGHBOURS = 3;

    /**
     * A longer row of digits is a time (microseconds, Snowflake), unless it begins with a zero. The last twelve of a
     * UUID are seldom all digits.
     */
    private static final int LONGEST_COUNT = 12;

    private UsageKeys() {}

    /**
     * The key of an event in its organization: the first 96 bits of the SHA-256 of source, U+0000 and id, after 32 bits
     * that it has in common with ids that are made at about the same time, so that those lie together in the index and
     * inserting them touches few pages: the CRC-32C (RFC 3720, appendix B.4) of source, U+0000 and the part of the id
     * before its last three digits, where it ends in a count, otherwise its first eight bytes. Ids without any order
     * (UUID version 4) lie anywhere, as they would by the digest alone. A count is a row of up to twelve digits, or of
     * more that begins with a zero, not after a letter of ASCII. Migration V027 has the same computation in SQL.
     *
     * <p>Neither text may hold the character U+0000.
     */
    public static UUID event(String source, String id) {
        byte[] prefix = source.getBytes(StandardCharsets.UTF_8);
        byte[] suffix = id.getBytes(StandardCharsets.UTF_8);
        byte[] text = new byte[prefix.length + 1 + suffix.length];
        System.arraycopy(prefix, 0, text, 0, prefix.length);
        text[prefix.length] = SEPARATOR;
        System.arraycopy(suffix, 0, text, prefix.length + 1, suffix.length);
        CRC32C place = new CRC32C();
        place.update(text, 0, prefix.length + 1 + lengthOfPlace(suffix));
        ByteBuffer hash = ByteBuffer.wrap(Sha256.newDigest().digest(text));
        return new UUID((place.getValue() << Integer.SIZE) | Integer.toUnsignedLong(hash.getInt()), hash.getLong());
    }

    private static int lengthOfPlace(byte[] id) {
        int head = id.length;
        while (head > 0 && isDigit(id[head - 1])) {
            head--;
        }
        int digits = id.length - head;
        boolean standsAlone = head == 0 || !isLetter(id[head - 1]);
        boolean isCount = digits >= 1 && standsAlone && (digits <= LONGEST_COUNT || id[head] == '0');
        return isCount ? id.length - Math.min(digits, NEIGHBOURS) : Math.min(id.length, TIME);
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isLetter(byte character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    /**
     * The key of a request that has an idempotency key, within the requests of a caller. Neither text may hold the
     * character U+0000.
     */
    public static UUID request(String caller, String key) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(caller.getBytes(StandardCharsets.UTF_8));
        digest.update(SEPARATOR);
        return key(digest, key);
    }

    /** The key of a value that UNIQUE_COUNT counts. */
    public static UUID value(String value) {
        return key(Sha256.newDigest(), value);
    }

    private static UUID key(MessageDigest digest, String text) {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        return new UUID(hash.getLong(), hash.getLong());
    }
}
