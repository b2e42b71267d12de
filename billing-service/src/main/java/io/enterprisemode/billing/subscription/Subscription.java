package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.PlanVersion;
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
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subscription as it is stored. */
@Entity
@Table(name = "subscription")
@IdClass(OrgScopedId.class)
class Subscription {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

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

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "next_invoice_period")
    private long nextInvoicePeriod;

    @Column(name = "next_invoice_at")
    private Instant nextInvoiceAt;

    @Column(name = "failed_attempts")
    private int failedAttempts;

    @Column(name = "next_attempt_at")
    private @Nullable Instant nextAttemptAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "automatic")
    private boolean automatic;

    @Column(name = "automatic_plan_code")
    private @Nullable String automaticPlan;

    @Column(name = "automatic_plan_version")
    private @Nullable Integer automaticPlanVersion;

    @Column(name = "automatic_since")
    private @Nullable Instant automaticSince;

    @Version
    @Column(name = "revision")
    private long revision;

    protected Subscription() {}

    Subscription(OrgScopedId key, PlanVersion plan, BillingInterval interval, Instant startedAt, Instant createdAt) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.plan = plan.code();
        this.planVersion = plan.version();
        this.interval = interval;
        this.status = SubscriptionStatus.ACTIVE;
        this.startedAt = startedAt;
        this.nextInvoicePeriod = 0;
        this.nextInvoiceAt = BillingPeriods.period(startedAt, interval, 0).end();
        this.createdAt = createdAt;
    }

    /** A subscription that the service creates automatically. */
    static Subscription automatic(OrgScopedId key, PlanVersion plan, Instant now, Instant startedAt) {
        Subscription made = new Subscription(key, plan, BillingInterval.MONTH, startedAt, now);
        made.automatic = true;
        return made;
    }

    UUID id() {
        return id;
    }

    /** Notes that the automatic one holds until this one starts, if it has begun by then. */
    void follow(Subscription automaticOne) {
        if (automaticOne.startedAt.isBefore(startedAt)) {
            PlanSpan before = automaticOne.span();
            this.automaticPlan = before.plan();
            this.automaticPlanVersion = before.planVersion();
            this.automaticSince = before.startsAt();
        }
    }

    /** Of one that is new or automatic: its only plan. */
    PlanSpan span() {
        return new PlanSpan(plan, planVersion, startedAt);
    }

    private @Nullable PlanSpan automaticBefore() {
        return automaticPlan == null || automaticPlanVersion == null || automaticSince == null
                ? null
                : new PlanSpan(automaticPlan, automaticPlanVersion, automaticSince);
    }

    /**
     * What was subscribed to.
     *
     * @param plans in order of time
     */
    SubscriptionTerms terms(List<PlanSpan> plans) {
        return new SubscriptionTerms(id, interval, status, startedAt, plans, automaticBefore());
    }

    /** Code of the plan that was chosen last. */
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

    Instant startedAt() {
        return startedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    long revision() {
        return revision;
    }

    /** The period that contains the instant; before the start, the first one. */
    BillingPeriod periodShownAt(Instant at) {
        return BillingPeriods.containing(startedAt, interval, at)
                .orElseGet(() -> BillingPeriods.period(startedAt, interval, 0));
    }

    /** The oldest period without an invoice. */
    BillingPeriod nextInvoicePeriod() {
        return BillingPeriods.period(startedAt, interval, nextInvoicePeriod);
    }

    /** Whether the service created it automatically and no plan was chosen since. */
    boolean isAutomatic() {
        return automatic;
    }

    /** Ends it for good. */
    void cancel() {
        this.status = SubscriptionStatus.CANCELED;
    }

    /** Takes another plan. */
    void changeTo(PlanVersion other) {
        this.automatic = false;
        this.plan = other.code();
        this.planVersion = other.version();
    }

    /** Notes that the oldest period without an invoice has got one. */
    void invoiced() {
        nextInvoicePeriod++;
        failedAttempts = 0;
        nextAttemptAt = null;
        nextInvoiceAt = nextInvoicePeriod().end();
    }
}
