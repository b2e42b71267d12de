package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.EntityRows;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

@ApplicationScoped
class SubscriptionRepository implements PanacheRepositoryBase<Subscription, OrgScopedId> {

    /**
     * How long after a period, and after the document before, its usage may come in: 35 days late, a reservation held
     * for a day, and a day of what waits in a queue.
     */
    private static final Duration LATEST = Duration.ofDays(37);

    /** More periods than can be adjusted at once: they are months, but for the first and the last one. */
    private static final int MOST_FINALIZED = 8;

    private static final String FINALIZED = """
            select starts_at, whole_end, ends_at, paid_until, months, finalized_at
              from subscription_period
             where org_id = $1 and subscription_id = $2 and finalized_at is not null
             order by starts_at desc
             limit $3""";

    private static final String SPANS = """
            select plan_code, plan_version, starts_at
              from subscription_plan
             where org_id = $1 and subscription_id = $2
             order by starts_at""";

    private static final String LOCK_LIVE =
            "select * from subscription where org_id = ?1 and status <> 'CANCELED' for update";

    private static final String TRY_LOCK =
            "select * from subscription where org_id = ?1 and id = ?2 for update skip locked";

    private static final EntityRows<Subscription> ROWS = new EntityRows<>(Subscription.class);

    private static final EntityRows<SubscriptionPeriod> PERIOD_ROWS = new EntityRows<>(SubscriptionPeriod.class);

    private static final EntityRows<SubscriptionHistory> HISTORY_ROWS = new EntityRows<>(SubscriptionHistory.class);

    private static final String TRY_LOCK_ALL = """
            select %s
              from unnest($1::uuid[], $2::uuid[]) as asked (org_id, id)
             cross join lateral (
                   select * from subscription
                    where org_id = asked.org_id and id = asked.id
                      for update skip locked) s""".formatted(ROWS.columns("s"));

    private static final String LOCK_LIVE_ROW = """
            select %s
              from subscription s
             where s.org_id = $1 and s.status <> 'CANCELED'
               for update""".formatted(ROWS.columns("s"));

    private static final String SPANS_OF_ALL = """
            select p.org_id, p.subscription_id, p.plan_code, p.plan_version, p.starts_at
              from unnest($1::uuid[], $2::uuid[]) as asked (org_id, id)
             cross join lateral (
                   select * from subscription_plan
                    where org_id = asked.org_id and subscription_id = asked.id
                    order by starts_at) p""";

    /** The drafts, and of the others the last ones. */
    private static final String PERIODS_OF_ALL = """
            select %s
              from unnest($1::uuid[], $2::uuid[]) as asked (org_id, id)
             cross join lateral (
                   (select * from subscription_period
                     where org_id = asked.org_id and subscription_id = asked.id and finalized_at is null)
                   union all
                   (select * from subscription_period
                     where org_id = asked.org_id and subscription_id = asked.id and finalized_at is not null
                     order by starts_at desc
                     limit $3)) p""".formatted(PERIOD_ROWS.columns("p"));

    /** After every other in the order of ids. */
    private static final UUID LAST_ID = new UUID(-1L, -1L);

    /**
     * Allows one transaction at a time to create subscriptions of an organization, until it ends: without a
     * subscription there is no row to lock. Reads after this call see everything that earlier transactions have
     * created.
     */
    Uni<Void> lockMaking(Tenant tenant) {
        return SubjectLock.SUBSCRIBER.take(tenant, tenant.organizationId().toString());
    }

    Uni<Optional<Subscription>> byId(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id)).map(Optional::ofNullable);
    }

    /** The one that is not canceled. */
    Uni<Optional<Subscription>> live(Tenant tenant) {
        return find("organizationId = ?1 and status <> ?2", tenant.organizationId(), SubscriptionStatus.CANCELED)
                .firstResult()
                .map(Optional::ofNullable);
    }

    /** What was subscribed to, with all its plans. */
    Uni<SubscriptionTerms> terms(Tenant tenant, Subscription subscription) {
        return plans(tenant, subscription.id())
                .map(plans -> subscription.terms(
                        plans.stream().map(SubscriptionPlan::span).toList()));
    }

    /** The same as it is stored, past the session. */
    Uni<List<PlanSpan>> spans(Tenant tenant, UUID subscriptionId) {
        return tenant.rows(SPANS, tenant.organizationId(), subscriptionId)
                .map(rows -> rows.stream()
                        .map(row -> new PlanSpan((String) row[0], (Integer) row[1], instant(row[2])))
                        .toList());
    }

    /** Its plans in order of time. */
    Uni<List<SubscriptionPlan>> plans(Tenant tenant, UUID subscriptionId) {
        return tenant.session()
                .createQuery(
                        "from SubscriptionPlan where organizationId = ?1 and subscriptionId = ?2 order by startsAt",
                        SubscriptionPlan.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .getResultList();
    }

    /** Stores a plan from an instant on, in place of one that begins at the same instant. */
    Uni<Void> startPlan(Tenant tenant, UUID subscriptionId, PlanKey plan, Instant startsAt, Instant now) {
        SubscriptionPlan.Key key = new SubscriptionPlan.Key(tenant.organizationId(), subscriptionId, startsAt);
        return tenant.session()
                .find(SubscriptionPlan.class, key)
                .chain(present -> {
                    if (present != null) {
                        present.replaceBy(plan, now);
                        return Uni.createFrom().voidItem();
                    }
                    return tenant.session().persist(new SubscriptionPlan(key, plan, now));
                })
                .call(() -> tenant.session().flush());
    }

    /** The usage periods of a subscription whose documents are drafts, in the order in which they ended. */
    Uni<List<SubscriptionPeriod>> drafts(Tenant tenant, UUID subscriptionId) {
        return tenant.session()
                .createQuery(
                        "from SubscriptionPeriod where organizationId = ?1 and subscriptionId = ?2"
                                + " and finalizedAt is null order by openedAt, startsAt",
                        SubscriptionPeriod.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .getResultList();
    }

    /** The ids of all of the organization, in the order in which they were made. */
    Uni<List<UUID>> ids(Tenant tenant) {
        return tenant.session()
                .createQuery("select id from Subscription where organizationId = ?1 order by id", UUID.class)
                .setParameter(1, tenant.organizationId())
                .getResultList();
    }

    /** All usage periods that were finalized, in order of time. */
    Uni<List<SubscriptionPeriod>> finalized(Tenant tenant, UUID subscriptionId) {
        return tenant.session()
                .createQuery(
                        "from SubscriptionPeriod where organizationId = ?1 and subscriptionId = ?2"
                                + " and finalizedAt is not null order by startsAt",
                        SubscriptionPeriod.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .getResultList();
    }

    /**
     * The usage periods that were finalized and of which usage may have come in since the last document: those that
     * ended at most so long before it.
     */
    Uni<List<UsagePeriod>> adjustable(Tenant tenant, UUID subscriptionId) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.rows(FINALIZED, tenant.organizationId(), subscriptionId, MOST_FINALIZED))
                .map(SubscriptionRepository::lately);
    }

    private static List<UsagePeriod> lately(List<Object[]> finalized) {
        Optional<Instant> last = finalized.stream().map(row -> instant(row[5])).max(Comparator.naturalOrder());
        return adjustable(
                finalized.stream()
                        .map(row -> new UsagePeriod(
                                instant(row[0]), instant(row[1]), instant(row[2]), instant(row[3]), (Integer) row[4]))
                        .toList(),
                last);
    }

    private static List<UsagePeriod> adjustable(List<UsagePeriod> finalized, Optional<Instant> last) {
        return finalized.stream()
                .filter(period -> !period.end().isBefore(last.orElseThrow().minus(LATEST)))
                .sorted(Comparator.comparing(UsagePeriod::start))
                .toList();
    }

    private static Instant instant(Object column) {
        return ((OffsetDateTime) column).toInstant();
    }

    /** One of the usage periods that are over. */
    Uni<Optional<SubscriptionPeriod>> period(Tenant tenant, UUID subscriptionId, Instant start) {
        return tenant.session()
                .find(
                        SubscriptionPeriod.class,
                        new SubscriptionPeriod.Key(tenant.organizationId(), subscriptionId, start))
                .map(Optional::ofNullable);
    }

    /** Stores the periods that a version before invoiced and whose late usage is adjusted. */
    Uni<Void> bringOver(Tenant tenant, UUID subscriptionId, int months) {
        return tenant.session()
                .createNativeQuery("""
                        insert into subscription_period (org_id, subscription_id, starts_at, whole_end, ends_at,
                            paid_until, months, opened_at, finalized_at, document_id)
                        select org_id, subscription_id, period_start, period_end, period_end, period_end, ?3,
                               period_end, issued_at, id
                          from invoice_history
                         where org_id = ?1 and subscription_id = ?2 and adjustable
                        on conflict do nothing""")
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, months)
                .executeUpdate()
                .replaceWithVoid();
    }

    /** Newest first, before an id. */
    Uni<List<Subscription>> before(Tenant tenant, Optional<UUID> id, int count) {
        return id.map(before ->
                        find("organizationId = ?1 and id < ?2 order by id desc", tenant.organizationId(), before))
                .orElseGet(() -> find("organizationId = ?1 order by id desc", tenant.organizationId()))
                .page(0, count)
                .list();
    }

    /** The one that is not canceled, locked until the transaction ends; waits for another transaction. */
    Uni<Optional<Subscription>> lockLive(Tenant tenant) {
        return locked(tenant, tenant.session().createNativeQuery(LOCK_LIVE, Subscription.class));
    }

    /** One, locked until the transaction ends; empty when another transaction has it. */
    Uni<Optional<Subscription>> tryLock(Tenant tenant, UUID id) {
        return locked(
                tenant,
                tenant.session().createNativeQuery(TRY_LOCK, Subscription.class).setParameter(2, id));
    }

    private static Uni<Optional<Subscription>> locked(Tenant tenant, Mutiny.SelectionQuery<Subscription> lock) {
        return lock.setParameter(1, tenant.organizationId())
                .getResultList()
                .map(rows -> rows.stream().findFirst());
    }

    /** The one that ended last. */
    Uni<Optional<Subscription>> endedLast(Tenant tenant) {
        return find(
                        "organizationId = ?1 and endedAt is not null order by endedAt desc, createdAt desc, id desc",
                        tenant.organizationId())
                .firstResult()
                .map(Optional::ofNullable);
    }

    /** What happened to subscriptions of the organization since an instant by request. */
    Uni<Long> requestsSince(Tenant tenant, Instant since) {
        return tenant.session()
                .createQuery(
                        "select count(*) from SubscriptionHistory where organizationId = ?1 and at > ?2"
                                + " and actor is not null",
                        Long.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, since)
                .getSingleResult();
    }

    /** Whether the organization has had a trial of a plan. */
    Uni<Boolean> hadTrial(Tenant tenant, String plan) {
        return tenant.session()
                .createQuery(
                        "select count(*) from SubscriptionHistory where organizationId = ?1 and status = ?2"
                                + " and plan = ?3",
                        Long.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, SubscriptionStatus.TRIALING)
                .setParameter(3, plan)
                .getSingleResult()
                .map(count -> count > 0);
    }

    /** What happened to a subscription, newest first, before an id. */
    Uni<List<SubscriptionHistory>> history(Tenant tenant, UUID subscriptionId, Optional<UUID> before, int count) {
        return tenant.session()
                .createQuery(
                        "from SubscriptionHistory where organizationId = ?1 and subscriptionId = ?2 and id < ?3"
                                + " order by id desc",
                        SubscriptionHistory.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, subscriptionId)
                .setParameter(3, before.orElse(LAST_ID))
                .setMaxResults(count)
                .getResultList();
    }

    /** The same, past the session. */
    Uni<Optional<Subscription>> lockLive(Statements statements, UUID organization) {
        return statements
                .rows(LOCK_LIVE_ROW, organization)
                .map(rows -> ROWS.read(rows).stream().findFirst());
    }

    /** Those that no other transaction has locked, locked until the transaction ends, in the order of the keys. */
    Uni<List<Subscription>> tryLock(Statements statements, List<OrgScopedId> keys) {
        return statements.rows(TRY_LOCK_ALL, organizations(keys), ids(keys)).map(ROWS::read);
    }

    private static UUID[] organizations(List<OrgScopedId> keys) {
        return keys.stream().map(OrgScopedId::organizationId).toArray(UUID[]::new);
    }

    private static UUID[] ids(List<OrgScopedId> keys) {
        return keys.stream().map(OrgScopedId::id).toArray(UUID[]::new);
    }

    /** The plans of subscriptions, in order of time. */
    Uni<Map<OrgScopedId, List<PlanSpan>>> spans(Statements statements, List<OrgScopedId> keys) {
        return statements.rows(SPANS_OF_ALL, organizations(keys), ids(keys)).map(rows -> {
            Map<OrgScopedId, List<PlanSpan>> spans = new HashMap<>();
            rows.forEach(row -> spans.computeIfAbsent(
                            new OrgScopedId((UUID) row[0], (UUID) row[1]), key -> new ArrayList<>())
                    .add(new PlanSpan((String) row[2], (Integer) row[3], instant(row[4]))));
            return spans;
        });
    }

    /**
     * The usage periods of a subscription that are over.
     *
     * @param drafts in the order in which they ended
     * @param adjustable as of {@link #adjustable}
     */
    record Periods(List<SubscriptionPeriod> drafts, List<UsagePeriod> adjustable) {

        private static Periods of(List<SubscriptionPeriod> rows) {
            List<SubscriptionPeriod> finalized =
                    rows.stream().filter(row -> row.finalizedAt() != null).toList();
            return new Periods(
                    rows.stream()
                            .filter(row -> row.finalizedAt() == null)
                            .sorted(Comparator.comparing(SubscriptionPeriod::openedAt)
                                    .thenComparing(row -> row.period().start()))
                            .toList(),
                    SubscriptionRepository.adjustable(
                            finalized.stream().map(SubscriptionPeriod::period).toList(),
                            finalized.stream()
                                    .map(SubscriptionPeriod::finalizedAt)
                                    .max(Comparator.naturalOrder())));
        }
    }

    /** The usage periods of subscriptions that are over; those without any are left out. */
    Uni<Map<OrgScopedId, Periods>> periods(Statements statements, List<OrgScopedId> keys) {
        return statements
                .rows(PERIODS_OF_ALL, organizations(keys), ids(keys), MOST_FINALIZED)
                .map(rows -> PERIOD_ROWS.read(rows).stream()
                        .collect(Collectors.groupingBy(
                                SubscriptionPeriod::subscription,
                                Collectors.collectingAndThen(Collectors.toList(), Periods::of))));
    }

    /** Stores the steps of subscriptions, whose revisions have been raised. */
    Uni<Void> store(
            Statements statements,
            List<Subscription> changed,
            List<SubscriptionPeriod> opened,
            List<SubscriptionPeriod> finished,
            List<SubscriptionHistory> history) {
        return Uni.combine()
                .all()
                .unis(
                        ROWS.update(statements, changed),
                        PERIOD_ROWS.insert(statements, opened),
                        PERIOD_ROWS.update(statements, finished, "finalized_at", "document_id"),
                        HISTORY_ROWS.insert(statements, history))
                .discardItems();
    }
}
