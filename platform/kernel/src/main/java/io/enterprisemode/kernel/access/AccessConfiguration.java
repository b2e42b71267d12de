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
     * The maximum age of the view. When the view is older, every request that needs a decision is answered 503. It
     * bounds how long a removed member keeps access, and how long requests are answered, while Kafka is unavailable.
     */
    @WithDefault("PT5M")
    Duration staleAfter();

    /**
     * How long a request that names something that is not in the view waits for the view to be up to date. The view
     * usually takes half a second. A request that is still undecided after this time is answered 503.
     */
    @WithDefault("PT5S")
    Duration patience();

    /** How often the uses of API keys are published; {@code off}: never. Requests do not write them. */
    @WithDefault("60s")
    String usesEvery();

    /** How many principals' roles are kept in memory. */
    @WithDefault("50000")
    int cacheSize();
}
