package io.enterprisemode.teams.apikey;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who has had a key in their hands: whoever made it, and whoever got a secret of it that is good by a rotation.
 *
 * @param rotatedBy null: nobody, or not known who
 * @param rotatedAt null: never
 * @param previousBy who got the secret before by a rotation, while it is good; null: nobody
 */
record KeyHolders(
        UUID createdBy,
        Instant createdAt,
        @Nullable UUID rotatedBy,
        @Nullable Instant rotatedAt,
        @Nullable UUID previousBy) {

    /**
     * Since when the principal has had the key in their hands, as far as they could have had it at all.
     *
     * @param from since when the principal acts, or somebody else as the principal: who rotates a key does not answer
     *     for what was made by it before
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
