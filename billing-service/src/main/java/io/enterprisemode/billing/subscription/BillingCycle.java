package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which periods of a subscription have their invoice; it moves on one by one. */
@ApplicationScoped
public class BillingCycle {

    private static final String DUE = """
            select org_id
              from subscription
             where status <> 'CANCELED' and next_invoice_at <= $1 and created_at <= $1
               and (next_attempt_at is null or next_attempt_at <= $2) and org_id <> all ($3)
             order by next_invoice_at
             limit $4""";

    /** After a minute, and twice as long each time, an hour at most. */
    private static final String POSTPONE = """
            update subscription
               set failed_attempts = failed_attempts + 1,
                   next_attempt_at = cast(?2 as timestamptz)
                       + least(interval '1 hour', interval '1 minute' * power(2, least(failed_attempts, 10)))
             where org_id = ?1 and status <> 'CANCELED'""";

    private final WorkerTransactions workers;
    private final SubscriptionRepository subscriptions;
    private final SubscriptionEvents events;
    private final CounterCutover counters;

    BillingCycle(
            WorkerTransactions workers,
            SubscriptionRepository subscriptions,
            SubscriptionEvents events,
            CounterCutover counters) {
        this.workers = workers;
        this.subscriptions = subscriptions;
        this.events = events;
        this.counters = counters;
    }

    /**
     * A subscription whose row is locked by this transaction.
     *
     * @param terms what was subscribed to
     * @param next its oldest period without an invoice
     */
    public record Locked(SubscriptionTerms terms, BillingPeriod next) {}

    /**
     * Organizations whose subscription has a period without an invoice that was over at this instant, oldest first;
     * without those that failed and are to be tried later.
     *
     * @param except not these
     */
    public Uni<List<UUID>> due(Instant overAt, Instant now, Set<UUID> except, int limit) {
        return workers.withConnection(connection -> connection
                .preparedQuery(DUE)
                .execute(Tuple.of(
                        DatabaseTime.parameter(overAt),
                        DatabaseTime.parameter(now),
                        except.toArray(UUID[]::new),
                        limit))
                .map(rows -> {
                    List<UUID> organizations = new ArrayList<>();
                    rows.forEach(row -> organizations.add(row.getUUID("org_id")));
                    return organizations;
                }));
    }

    /** Closes the counters of the next period: what is counted later is not on its invoice. */
    public Uni<Void> close(Tenant tenant, Locked locked) {
        return counters.close(tenant, locked.next());
    }

    /** Notes that the invoice could not be issued, so that it is tried again later, and others first. */
    public Uni<Void> postpone(Tenant tenant, Instant now) {
        return tenant.session()
                .createNativeQuery(POSTPONE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, now)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Locks the live subscription, and waits for a transaction that holds its lock; empty without one. */
    public Uni<Optional<Locked>> lock(Tenant tenant) {
        return subscriptions.lockLive(tenant, true).chain(found -> locked(tenant, found));
    }

    /** Locks the live subscription; empty without one, or when another transaction has it. */
    public Uni<Optional<Locked>> tryLock(Tenant tenant) {
        return subscriptions.lockLive(tenant, false).chain(found -> locked(tenant, found));
    }

    private Uni<Optional<Locked>> locked(Tenant tenant, Optional<Subscription> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        Subscription subscription = found.get();
        return subscriptions
                .terms(tenant, subscription)
                .map(terms -> Optional.of(new Locked(terms, subscription.nextInvoicePeriod())));
    }

    /**
     * Notes that the next period has its invoice, and publishes the change.
     *
     * @param plan that was chosen last
     */
    public Uni<Void> invoiced(
            Tenant tenant, Locked locked, PlanVersion plan, Instant now, @Nullable String traceparent) {
        return subscriptions
                .byId(tenant, locked.terms().id())
                .map(Optional::orElseThrow)
                .invoke(Subscription::invoiced)
                .call(() -> tenant.session().flush())
                .chain(subscription -> events.changed(tenant, subscription, plan, now, traceparent));
    }
}
