package io.enterprisemode.reporting.freshness;

import io.enterprisemode.kernel.access.AccessView;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Determines how far the figures of an organization reach. Two conditions together show that nothing waits: according
 * to the broker the consumers of all replicas have taken in everything, and the heartbeats of teams-service, which come
 * every half second over the same broker, still arrive.
 */
@ApplicationScoped
public class Freshness {

    private static final Duration HEARD_LATELY = Duration.ofSeconds(10);

    private final Backlogs backlogs;
    private final AccessView access;
    private final Clock clock;

    Freshness(Backlogs backlogs, AccessView access, Clock clock) {
        this.backlogs = backlogs;
        this.access = access;
        this.clock = clock;
    }

    /** How far what the consumer has brought in reaches for the organization. */
    public Uni<AsOf> of(Tenant tenant, String consumer) {
        return tenant.session()
                .createNativeQuery(
                        "select newest_event_at from intake where org_id = :org and consumer = :consumer",
                        Instant.class)
                .setParameter("org", tenant.organizationId())
                .setParameter("consumer", consumer)
                .getSingleResultOrNull()
                .map(newest -> {
                    Duration age = access.age();
                    Instant heardAt = clock.instant().minus(age);
                    return AsOf.of(newest, backlogs.of(consumer), heardAt, age.compareTo(HEARD_LATELY) <= 0);
                });
    }
}
