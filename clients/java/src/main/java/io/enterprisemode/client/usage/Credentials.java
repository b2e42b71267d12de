package io.enterprisemode.client.usage;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the value of the {@code Authorization} header comes from. */
@FunctionalInterface
public interface Credentials {

    /**
     * The header's value for the next request. An exception is treated as an outage: it is tried again.
     *
     * @param refused whether the last one was refused (401), so that it is time for a fresh one
     */
    String authorization(boolean refused);

    /** An API key of Enterprise Mode ({@code emk_...}). */
    static Credentials apiKey(String key) {
        String value = "Bearer " + key.strip();
        return refused -> value;
    }

    /** Access tokens; the supplier is asked at the start and whenever a token is refused. */
    static Credentials token(Supplier<String> supplier) {
        AtomicReference<@Nullable String> kept = new AtomicReference<>();
        return refused -> {
            String value = kept.get();
            if (value == null || refused) {
                value = "Bearer " + Objects.requireNonNull(supplier.get(), "token");
                kept.set(value);
            }
            return value;
        };
    }
}
