package io.enterprisemode.gateway.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Where the services are and how long they may take. */
@ConfigMapping(prefix = "enterprise.gateway")
public interface ServicesConfiguration {

    /** By name: teams, billing, reporting, audit. */
    Map<String, Service> services();

    /** At least 32 characters; encrypts session cookies and signs what protects them against forged requests. */
    String sessionSecret();

    /** How long one part of a summary may take before it is left out. */
    @WithDefault("PT1.5S")
    Duration partDeadline();

    /** How long a forwarded request may take. */
    @WithDefault("PT60S")
    Duration forwardTimeout();

    /** One service. */
    interface Service {

        /** Base address of its interface. */
        URI url();

        /** Base address of its health and metrics. */
        URI managementUrl();
    }
}
