package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

@ApplicationScoped
class SubscriptionRepository implements PanacheRepositoryBase<Subscription, OrgScopedId> {

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

    /** Stores a plan from an instant on. */
    Uni<Void> startPlan(Tenant tenant, UUID subscriptionId, PlanVersion plan, Instant startsAt, Instant now) {
        return tenant.session()
                .persist(new SubscriptionPlan(
                        new SubscriptionPlan.Key(tenant.organizationId(), subscriptionId, startsAt), plan, now))
                .call(() -> tenant.session().flush());
    }

    /** Newest first, before an id. */
    Uni<List<Subscription>> before(Tenant tenant, Optional<UUID> id, int count) {
        return id.map(before ->
                        find("organizationId = ?1 and id < ?2 order by id desc", tenant.organizationId(), before))
                .orElseGet(() -> find("organizationId = ?1 order by id desc", tenant.organizationId()))
                .page(0, count)
                .list();
    }

    /**
     * The one that is not canceled, locked until the transaction ends.
     *
     * @param wait whether to wait for another transaction; if not, a locked one is as good as none
     */
    Uni<Optional<Subscription>> lockLive(Tenant tenant, boolean wait) {
        String lock = """
                select id from subscription where org_id = ?1
                    and status <> 'CANCELED' for update""" + (wait ? "" : " skip locked");
        return tenant.session()
                .createNativeQuery(lock, UUID.class)
                .setParameter(1, tenant.organizationId())
                .getResultList()
                .chain(ids -> ids.isEmpty() ? Uni.createFrom().item(Optional.empty()) : byId(tenant, ids.getFirst()));
    }
}
