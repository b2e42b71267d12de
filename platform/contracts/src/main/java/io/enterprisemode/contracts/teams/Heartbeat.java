package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Is published on each of the three access topics, so that a consumer knows the age of its view: {@code now - at}.
 *
 * @param at everything committed before it has been published on this topic
 */
public record Heartbeat(Instant at) implements EventData {

    /** The key of every heartbeat, so that compaction keeps only the last. */
    public static final String KEY = "heartbeat";

    public Heartbeat {
        Require.present(at, "at");
    }

    @Override
    public @Nullable UUID organizationId() {
        return null;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String subject() {
        return KEY;
    }
}
