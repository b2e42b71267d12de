package io.enterprisemode.billing.subscription;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.subscription.SubscriptionState.Waiting;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to a subscription and how it stood afterwards, as it is stored. */
@Entity
@Table(name = "subscription_history")
@IdClass(OrgScopedId.class)
class SubscriptionHistory {

    /** What happened. */
    enum Kind {
        /** It was made. */
        CREATED,
        /** It took the form in which prices are charged in advance. */
        BROUGHT_OVER,
        /** Another plan or interval was chosen and holds. */
        CHANGED,
        /** Another plan or interval was chosen and waits. */
        CHANGE_SCHEDULED,
        /** A cancellation was asked for and waits. */
        CANCELLATION_SCHEDULED,
        /** What waited was dropped. */
        UNDONE,
        /** A usage period or a fee period ended, and what waited took effect. */
        PERIOD_ENDED,
        /** It ended. */
        ENDED
    }

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "subscription_id")
    private UUID subscriptionId;

    @Column(name = "at")
    private Instant at;

    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    private Kind kind;

    @Column(name = "actor")
    private @Nullable UUID actor;

    @Column(name = "plan_code")
    private String plan;

    @Column(name = "plan_version")
    private int planVersion;

    @Enumerated(EnumType.STRING)
    @Column(name = "billing_interval")
    private BillingInterval interval;

    @Enumerated(EnumType.STRING)
    @Column(name = "status")
    private SubscriptionStatus status;

    @Column(name = "waiting")
    private @Nullable String waiting;

    @Column(name = "waiting_plan_code")
    private @Nullable String waitingPlan;

    @Enumerated(EnumType.STRING)
    @Column(name = "waiting_interval")
    private @Nullable BillingInterval waitingInterval;

    @Column(name = "waiting_at")
    private @Nullable Instant waitingAt;

    @Column(name = "revision")
    private long revision;

    protected SubscriptionHistory() {}

    /** @param actor who asked for it; null: nobody, it was due */
    SubscriptionHistory(UUID organizationId, Subscription subscription, Kind kind, Instant at, @Nullable UUID actor) {
        this.organizationId = organizationId;
        this.id = UuidCreator.getTimeOrderedEpoch();
        this.subscriptionId = subscription.id();
        this.at = at;
        this.kind = kind;
        this.actor = actor;
        this.plan = subscription.plan();
        this.planVersion = subscription.planVersion();
        this.interval = subscription.interval();
        this.status = subscription.status();
        this.revision = subscription.revision();
        Waiting waits = subscription.waiting();
        this.waitingAt = subscription.waitingAt();
        this.waiting = waits == null ? null : waits instanceof Waiting.Cancellation ? "CANCELLATION" : "CHANGE";
        if (waits instanceof Waiting.Change change) {
            this.waitingPlan = change.plan().plan();
            this.waitingInterval = change.interval();
        }
    }

    UUID id() {
        return id;
    }

    Instant at() {
        return at;
    }

    Kind kind() {
        return kind;
    }

    @Nullable
    UUID actor() {
        return actor;
    }

    String plan() {
        return plan;
    }

    int planVersion() {
        return planVersion;
    }

    BillingInterval interval() {
        return interval;
    }

    SubscriptionStatus status() {
        return status;
    }

    @Nullable
    String waitingPlan() {
        return waitingPlan;
    }

    @Nullable
    BillingInterval waitingInterval() {
        return waitingInterval;
    }

    @Nullable
    Instant waitingAt() {
        return waitingAt;
    }

    long revision() {
        return revision;
    }
}
