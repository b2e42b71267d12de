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
}
