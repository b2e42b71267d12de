package io.enterprisemode.reporting.freshness;

import io.enterprisemode.kernel.access.AccessView;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells how far the figures of an organization reach. That nothing waits is known from two signs together: the consumer sees no lag, and the
 * heartbeats of teams-service, which come every half second over the same broker, still arrive.
 */
@ApplicationScoped
public class Freshness {

    private static final Duration HEARD_LATELY = Duration.ofSeconds(10);

    private final MeterRegistry metrics;
    private final AccessView access;
    private final Clock clock;

    Freshness(MeterRegistry metrics, AccessView access, Clock clock) {
        this.metrics = metrics;
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
                    return AsOf.of(newest, lag(consumer), heardAt, age.compareTo(HEARD_LATELY) <= 0);
                });
    }

    private long lag(String consumer) {
        return metrics.find("enterprise.consumer.lag").tag("consumer", consumer).gauges().stream()
                .mapToDouble(Gauge::value)
                .mapToLong(Math::round)
                .sum();
    }
}
