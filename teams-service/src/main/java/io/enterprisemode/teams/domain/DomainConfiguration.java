package io.enterprisemode.teams.domain;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How domains are looked up. */
@ConfigMapping(prefix = "enterprise.domains")
public interface DomainConfiguration {

    /** Address of the DNS resolver, as {@code host} or {@code host:port}; the operating system's when not given. */
    Optional<String> resolver();

    /** How long one question to the resolver may take. */
    @WithDefault("PT3S")
    Duration timeout();

    /** How often the job for due look-ups of verified domains runs; {@code off}: never. */
    @WithDefault("1m")
    String lookUpEvery();

    /** How long after a look-up the record of a verified domain is looked up again. */
    @WithDefault("PT24H")
    Duration lookUpAgainAfter();

    /** How long the record of a verified domain may be gone before the domain is no longer verified. */
    @WithDefault("P30D")
    Duration lapseAfter();
}
