package io.enterprisemode.client.entitlement;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * There is no snapshot yet, or it is older than the application accepts. Its cause is the last failure, if requests are
 * failing.
 */
public final class StaleEntitlementsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration age;

    StaleEntitlementsException(@Nullable Duration age, @Nullable EntitlementsException cause) {
        super(
                age == null
                        ? "the service has not been read yet"
                        : "what the service has said was confirmed " + age + " ago",
                cause);
        this.age = age;
    }

    /** How long ago the last snapshot was confirmed; empty when there is none yet. */
    public Optional<Duration> age() {
        return Optional.ofNullable(age);
    }
}
