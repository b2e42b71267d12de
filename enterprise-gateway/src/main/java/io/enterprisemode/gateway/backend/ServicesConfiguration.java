package io.enterprisemode.gateway.backend;

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

    /** How long nothing may move on the connection of a forwarded request. */
    @WithDefault("PT60S")
    Duration forwardTimeout();

    /** How long nothing may come of a request's body before it is answered 408. */
    @WithDefault("PT20S")
    Duration bodyDeadline();

    /**
     * How long a service may take to answer a request of the gateway itself, such as for the organizations of a person.
     */
    @WithDefault("PT10S")
    Duration askDeadline();

    /** Whether people come by https, to this gateway or to a proxy in front of it. */
    boolean https();

    /** How long before a session's identity token expires it is refreshed; less than these tokens live. */
    Duration refreshAhead();

    /** How long the result of a token refresh is given to requests that still carry the cookies from before it. */
    @WithDefault("PT10S")
    Duration refreshShared();

    /** One service. */
    interface Service {

        /** Base address of its interface. */
        URI url();

        /** Base address of its health and metrics. */
        URI managementUrl();
    }
}
