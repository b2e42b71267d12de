package io.enterprisemode.billing.subscription;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.UUID;

/** Sets the clocks of organizations; needs {@code enterprise.seeding.clock}. */
@Singleton
public class OwnClocks {

    private final OrganizationClock clock;

    OwnClocks(OrganizationClock clock) {
        this.clock = clock;
    }

    /** Gives an organization a time of its own. */
    public void set(UUID organization, Instant at) {
        clock.set(organization, at);
    }
}
