package io.enterprisemode.billing.subscription;

import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time by which subscriptions of an organization are billed and its usage is taken in: that of the system, unless
 * the operator has set another one. That is for demo data and tests, where invoices are issued at their own time; it is
 * kept in this process only and must be allowed by {@code enterprise.seeding.clock}.
 */
@ApplicationScoped
public class OrganizationClock {

    /** What is allowed for demo data. */
    @ConfigMapping(prefix = "enterprise.seeding")
    interface SeedingConfiguration {

        /** Whether the operator may set the clock of an organization. */
        @WithDefault("false")
        boolean clock();
    }

    private final Clock clock;
    private final boolean isSettable;
    private final Map<UUID, Instant> set = new ConcurrentHashMap<>();

    OrganizationClock(Clock clock, SeedingConfiguration configuration) {
        this.clock = clock;
        this.isSettable = configuration.clock();
    }

    /** The present time of an organization, as PostgreSQL keeps it. */
    public Instant now(UUID organization) {
        Instant own = isSettable ? set.get(organization) : null;
        return own == null ? DatabaseTime.now(clock) : own;
    }

    /** Whether clocks may be set at all. */
    boolean isSettable() {
        return isSettable;
    }

    /** Whether the organization has a time of its own. */
    boolean isSet(UUID organization) {
        return set.containsKey(organization);
    }

    void set(UUID organization, Instant at) {
        set.put(organization, DatabaseTime.of(at));
    }

    void reset(UUID organization) {
        set.remove(organization);
    }
}
