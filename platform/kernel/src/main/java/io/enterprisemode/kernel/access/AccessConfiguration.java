package io.enterprisemode.kernel.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The local view of memberships and API keys. */
@ConfigMapping(prefix = "enterprise.access")
public interface AccessConfiguration {

    /** Whether this service keeps a view; teams-service asks its own tables instead. */
    @WithDefault("true")
    boolean projection();

    /**
     * How old the view may be before every decision that rests on it is refused with 503. It bounds how long a removed
     * member can go on while Kafka is away, and how long requests can go on without Kafka.
     */
    @WithDefault("PT5M")
    Duration staleAfter();

    /**
     * How long a request that names what is not known here waits for the view to be up to date. Usually that is half a
     * second; when it cannot be said by then whether it is there, the request is answered 503.
     */
    @WithDefault("PT5S")
    Duration patience();

    /** How often it is handed on which API keys were used, {@code off}: never. Requests write nothing of it. */
    @WithDefault("60s")
    String usesEvery();

    /** How many principals' roles are kept in memory. */
    @WithDefault("50000")
    int cacheSize();
}
