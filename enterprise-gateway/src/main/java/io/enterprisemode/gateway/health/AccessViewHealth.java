package io.enterprisemode.gateway.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How old a service's view of who may do what is. A service decides by its own view; while it is stale, every answer
 * that needs a decision is 503, although the service is ready.
 *
 * @param service such as {@code billing}
 * @param ageSeconds since it last heard from teams-service; null: never
 * @param staleAfterSeconds from which age on nothing is decided by it
 * @param checkedAt when the service was asked last
 * @param since since when it is stale, or fresh, as seen from here
 */
public record AccessViewHealth(
        String service,
        @Nullable Long ageSeconds,
        long staleAfterSeconds,
        boolean stale,
        Instant checkedAt,
        Instant since) {

    private static final String CHECK = "access-view";

    /**
     * Reads the wellness checks of a service.
     *
     * @param before what was known until now; null: nothing
     * @return empty for services that keep no such view
     */
    static Optional<AccessViewHealth> of(
            String service, JsonNode wellness, @Nullable AccessViewHealth before, Instant at) {
        for (JsonNode check : wellness.path("checks")) {
            JsonNode data = check.path("data");
            if (check.path("name").asText().equals(CHECK) && data.path("stale").isBoolean()) {
                boolean stale = data.path("stale").asBoolean();
                return Optional.of(new AccessViewHealth(
                        service,
                        data.hasNonNull("ageSeconds")
                                ? (Long) data.path("ageSeconds").asLong()
                                : null,
                        data.path("staleAfterSeconds").asLong(),
                        stale,
                        at,
                        before != null && before.stale() == stale ? before.since() : at));
            }
        }
        return Optional.empty();
    }
}
