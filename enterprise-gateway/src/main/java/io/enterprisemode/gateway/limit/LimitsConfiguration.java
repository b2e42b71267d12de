package io.enterprisemode.gateway.limit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much callers may do. Every replica counts by itself: with n of them n times as much passes. */
@ConfigMapping(prefix = "enterprise.gateway.limits")
public interface LimitsConfiguration {

    /** Whether anything is limited. */
    @WithDefault("true")
    boolean enabled();

    /** Requests of one person, service account or API key that bring usage or ask for decisions. */
    Data data();

    /** All other requests of one person, service account or API key. */
    Requests requests();

    /** All requests of one address. */
    Address address();

    /** Requests of one address whose credential was refused. */
    RefusedCredentials refusedCredentials();

    /** Sign-ins begun from one address. */
    SignIn signIn();

    /** Organizations founded by one person. */
    Organizations organizations();

    /** How many callers are remembered; beyond it those not seen for longest begin anew. */
    @WithDefault("50000")
    long mostCallers();

    /** 50,000 a second over a minute. */
    interface Data {
        @WithDefault("3000000")
        long most();

        @WithDefault("PT1M")
        Duration per();
    }

    /** 2,000 a second over a minute. */
    interface Requests {
        @WithDefault("120000")
        long most();

        @WithDefault("PT1M")
        Duration per();
    }

    /** 100,000 a second over a minute: many people may share an address. */
    interface Address {
        @WithDefault("6000000")
        long most();

        @WithDefault("PT1M")
        Duration per();
    }

    /** 500 a second over a minute. */
    interface RefusedCredentials {
        @WithDefault("30000")
        long most();

        @WithDefault("PT1M")
        Duration per();
    }

    /** 10 a second over a minute. */
    interface SignIn {
        @WithDefault("600")
        long most();

        @WithDefault("PT1M")
        Duration per();
    }

    /** 200 an hour. */
    interface Organizations {
        @WithDefault("200")
        long most();

        @WithDefault("PT1H")
        Duration per();
    }
}
