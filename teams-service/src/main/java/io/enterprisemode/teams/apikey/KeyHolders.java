package io.enterprisemode.teams.apikey;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The holders of a key: who created it, and who got a valid secret of it by a rotation.
 *
 * @param rotatedBy null: nobody, or not known who
 * @param rotatedAt null: never
 * @param previousBy who got the previous secret by a rotation, while it is valid; null: nobody
 */
record KeyHolders(
        UUID createdBy,
        Instant createdAt,
        @Nullable UUID rotatedBy,
        @Nullable Instant rotatedAt,
        @Nullable UUID previousBy) {

    /**
     * Since when the principal has held the key, not earlier than {@code from}.
     *
     * @param from since when the principal, or a holder of its API key, acts; keys that were created before a rotation
     *     are not attributed to the one who rotated
     * @return empty: never
     */
    Optional<Instant> since(UUID principalId, Instant from) {
        Stream.Builder<Instant> times = Stream.builder();
        if (createdBy.equals(principalId) && !createdAt.isBefore(from)) {
            times.add(createdAt);
        }
        if (principalId.equals(rotatedBy) && rotatedAt != null && !rotatedAt.isBefore(from)) {
            times.add(rotatedAt);
        }
        if (principalId.equals(previousBy)) {
            times.add(createdAt.isBefore(from) ? from : createdAt);
        }
        return times.build().min(Instant::compareTo);
    }
}
