package io.enterprisemode.billing.subscription;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** A plan of a subscription from an instant on, as it is stored. */
@Entity
@Table(name = "subscription_plan")
@IdClass(SubscriptionPlan.Key.class)
class SubscriptionPlan {

    record Key(UUID organizationId, UUID subscriptionId, Instant startsAt) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "subscription_id")
    private UUID subscriptionId;

    @Id
    @Column(name = "starts_at")
    private Instant startsAt;

    @Column(name = "plan_code")
    private String plan;

    @Column(name = "plan_version")
    private int planVersion;

    @Column(name = "created_at")
    private Instant createdAt;

    protected SubscriptionPlan() {}

    SubscriptionPlan(Key key, PlanKey plan, Instant createdAt) {
        this.organizationId = key.organizationId();
        this.subscriptionId = key.subscriptionId();
        this.startsAt = key.startsAt();
        this.plan = plan.plan();
        this.planVersion = plan.version();
        this.createdAt = createdAt;
    }

    /** Takes another plan in place of this one, which was never in force. */
    void replaceBy(PlanKey other, Instant at) {
        this.plan = other.plan();
        this.planVersion = other.version();
        this.createdAt = at;
    }

    /** When it was chosen. */
    Instant createdAt() {
        return createdAt;
    }

    Instant startsAt() {
        return startsAt;
    }

    PlanSpan span() {
        return new PlanSpan(plan, planVersion, startsAt);
    }
}
