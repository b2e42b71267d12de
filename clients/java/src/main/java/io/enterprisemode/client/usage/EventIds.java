package io.enterprisemode.client.usage;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * UUIDs of version 7 (RFC 9562, section 5.7): milliseconds first, so that ids of one time lie side by side in an index.
 */
final class EventIds {

    private static final long RANDOM_A = 0xFFFL;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_B = 0x3FFF_FFFF_FFFF_FFFFL;

    private final RandomGenerator random;

    EventIds() {
        this(new SecureRandom());
    }

    EventIds(RandomGenerator random) {
        this.random = random;
    }

    /** A new id of this moment. */
    UUID next(long epochMillis) {
        return new UUID(
                (epochMillis << 16) | VERSION | (random.nextLong() & RANDOM_A),
                VARIANT | (random.nextLong() & RANDOM_B));
    }
}
