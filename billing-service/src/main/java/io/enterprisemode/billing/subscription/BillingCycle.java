package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.BillingDocuments.Run;
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

/** What is due of subscriptions: periods that end, and drafts that are finalized. */
@ApplicationScoped
public class BillingCycle {

    /** The second part finds subscriptions of the form before, which are brought over at the end of their period. */
    private static final String DUE = """
            select org_id, id
              from ((select org_id, id, next_due_at as due_at
                       from subscription
                      where next_due_at <= $1 and (next_attempt_at is null or next_attempt_at <= $1)
                        and id <> all ($2)
                      order by next_due_at
                      limit $3)
                    union all
                    (select org_id, id, next_invoice_at
                       from subscription
                      where anchor_at is null and status <> 'CANCELED' and next_invoice_at <= $1
                        and (next_attempt_at is null or next_attempt_at <= $1) and id <> all ($2)
                      order by next_invoice_at
                      limit $3)) d
             order by due_at
             limit $3""";

    /** After a minute, and twice as long each time, an hour at most. */
    private static final String POSTPONE = """
            update subscription
               set failed_attempts = failed_attempts + 1,
                   next_attempt_at = cast(?3 as timestamptz)
                       + least(interval '1 hour', interval '1 minute' * power(2, least(failed_attempts, 10)))
             where org_id = ?1 and id = ?2""";

    private final WorkerTransactions workers;
    private final SubscriptionRepository subscriptions;
    private final SubscriptionLifecycle lifecycle;
    private final BulkBillingCycle bulk;

    BillingCycle(
            WorkerTransactions workers,
            SubscriptionRepository subscriptions,
            SubscriptionLifecycle lifecycle,
            BulkBillingCycle bulk) {
        this.bulk = bulk;
        this.workers = workers;
        this.subscriptions = subscriptions;
        this.lifecycle = lifecycle;
    }

    /** A subscription of which something is due. */
    public record DueSubscription(UUID organizationId, UUID id) {}

    /**
     * Subscriptions of which something is due, those that wait longest first; without those that failed and are to be
     * tried later.
     *
     * @param except not these
     */
    public Uni<List<DueSubscription>> due(Instant now, Set<UUID> except, int limit) {
        return workers.withConnection(connection -> connection
                .preparedQuery(DUE)
                .execute(Tuple.of(DatabaseTime.parameter(now), except.toArray(UUID[]::new), limit))
                .map(rows -> {
                    List<DueSubscription> due = new ArrayList<>();
                    rows.forEach(row -> due.add(new DueSubscription(row.getUUID("org_id"), row.getUUID("id"))));
                    return due;
                }));
    }

    /** What was done of a subscription. */
    public enum Progress {
        /** Nothing was due, or another transaction does it. */
        NOTHING,
        /** Something was done, and nothing more is due. */
        DONE,
        /** Something was done, and the next thing is due already. */
        MORE_DUE
    }

    /**
     * Does the next thing of a subscription, if it is due. A subscription that another transaction has locked is left
     * to that.
     */
    public Uni<Progress> proceed(Run run, UUID subscriptionId) {
        return subscriptions
                .tryLock(run.tenant(), subscriptionId)
                .chain(found -> found.map(subscription -> lifecycle.proceed(run, subscription))
                        .orElseGet(() -> Uni.createFrom().item(Progress.NOTHING)));
    }

    /** What became of the wish for the document of a usage period. */
    public sealed interface Finalized {

        /** It is there, now or since before. */
        record Document(UUID id) implements Finalized {}

        /** It is finalized at an instant; empty: nothing is. */
        record NotYet(Optional<Instant> at) implements Finalized {}

        /** Another period comes first, which starts then. */
        record EarlierFirst(Instant start) implements Finalized {}

        /** There is no such period. */
        record NoSuchPeriod() implements Finalized {}
    }

    /**
     * Does what is due of the live subscription until the next document of a usage period is finalized. Empty without a
     * subscription.
     *
     * @param start of the period; empty: the oldest that has none
     */
    public Uni<Optional<Finalized>> finalizeNext(Run run, Optional<Instant> start) {
        Uni<Optional<UUID>> usual =
                start.isPresent() ? Uni.createFrom().item(Optional.empty()) : bulk.finalizeNext(run);
        return usual.chain(done -> done.map(
                        document -> Uni.createFrom().item(Optional.<Finalized>of(new Finalized.Document(document))))
                .orElseGet(() -> finalizeAnyNext(run, start)));
    }

    private Uni<Optional<Finalized>> finalizeAnyNext(Run run, Optional<Instant> start) {
        return subscriptions
                .lockLive(run.tenant())
                .chain(found -> found.map(subscription ->
                                finalizeNext(run, subscription, start).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Finalized> finalizeNext(Run run, Subscription subscription, Optional<Instant> start) {
        return start.map(asked -> subscriptions.period(run.tenant(), subscription.id(), asked))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))
                .chain(period -> period.flatMap(row -> Optional.ofNullable(row.documentId()))
                        .map(document -> Uni.createFrom().<Finalized>item(new Finalized.Document(document)))
                        .orElseGet(
                                () -> lifecycle.read(run, subscription).chain(life -> finalizeNext(run, life, start))));
    }

    private Uni<Finalized> finalizeNext(Run run, SubscriptionLifecycle.Life life, Optional<Instant> start) {
        SubscriptionSteps steps = life.steps();
        Optional<OpenDraft> draft = steps.untilFinalized(run.now());
        if (draft.isEmpty()) {
            return Uni.createFrom().item(notYet(steps, start, run.now()));
        }
        Instant first = draft.get().period().start();
        if (start.isPresent() && !start.get().equals(first)) {
            Instant asked = start.get();
            boolean isLater = asked.isAfter(first) && !asked.isAfter(run.now());
            return Uni.createFrom().item(isLater ? new Finalized.EarlierFirst(first) : new Finalized.NoSuchPeriod());
        }
        Subscription subscription = life.subscription();
        return lifecycle
                .carryOut(life, SubscriptionHistory.Kind.PERIOD_ENDED)
                .chain(() -> subscriptions.period(run.tenant(), subscription.id(), first))
                .chain(row -> Optional.ofNullable(row.orElseThrow().documentId())
                        .map(document -> Uni.createFrom().<Finalized>item(new Finalized.Document(document)))
                        .orElseGet(() -> start.isPresent()
                                ? Uni.createFrom().item(new Finalized.NotYet(Optional.empty()))
                                : finalizeNext(run, subscription, start)));
    }

    private static Finalized notYet(SubscriptionSteps steps, Optional<Instant> start, Instant now) {
        Optional<OpenDraft> open = steps.state().drafts().stream().findFirst();
        UsagePeriod next = open.map(OpenDraft::period).orElse(steps.state().usagePeriod());
        return start.isPresent() && (start.get().isAfter(now) || start.get().isBefore(next.start()))
                ? new Finalized.NoSuchPeriod()
                : new Finalized.NotYet(Optional.of(next.end()));
    }

    /** Notes that something failed, so that it is tried again later, and others first. */
    public Uni<Void> postpone(Tenant tenant, UUID subscriptionId, Instant now) {
        return tenant.session()
                .createNativeQuery(POSTPONE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, now)
                .executeUpdate()
                .replaceWithVoid();
    }
}
