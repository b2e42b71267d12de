package io.enterprisemode.billing.subscription;

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
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A subscription as it is stored. */
@Entity
@Table(name = "subscription")
@IdClass(OrgScopedId.class)
class Subscription {

    /** What {@code waiting} says of a cancellation. */
    static final String CANCELLATION = "CANCELLATION";

    private static final String CHANGE = "CHANGE";

    /** So far ahead that the version before, which counts by it, never finds it over. */
    private static final long NEVER_INVOICED = 84_000;

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

    @Column(name = "currency")
    private @Nullable String currency;

    @Column(name = "anchor_at")
    private @Nullable Instant anchor;

    @Column(name = "trial_started_at")
    private @Nullable Instant trialStart;

    @Column(name = "yearly_until")
    private @Nullable Instant yearlyUntil;

    @Column(name = "fee_plan_code")
    private @Nullable String feePlan;

    @Column(name = "fee_plan_version")
    private @Nullable Integer feePlanVersion;

    @Column(name = "fee_anchor")
    private @Nullable Instant feeAnchor;

    @Column(name = "fee_period")
    private @Nullable Long feePeriod;

    @Column(name = "usage_start")
    private @Nullable Instant usageStart;

    @Column(name = "usage_whole_end")
    private @Nullable Instant usageWholeEnd;

    @Column(name = "usage_end")
    private @Nullable Instant usageEnd;

    @Column(name = "usage_paid_until")
    private @Nullable Instant usagePaidUntil;

    @Column(name = "usage_months")
    private @Nullable Integer usageMonths;

    @Column(name = "usage_month")
    private @Nullable Long usageMonth;

    @Column(name = "waiting")
    private @Nullable String waiting;

    @Column(name = "waiting_at")
    private @Nullable Instant waitingAt;

    @Column(name = "waiting_plan_code")
    private @Nullable String waitingPlan;

    @Column(name = "waiting_plan_version")
    private @Nullable Integer waitingPlanVersion;

    @Enumerated(EnumType.STRING)
    @Column(name = "waiting_interval")
    private @Nullable BillingInterval waitingInterval;

    @Column(name = "ended_at")
    private @Nullable Instant endedAt;

    @Column(name = "last_document_due")
    private boolean lastDocumentDue;

    @Column(name = "next_line")
    private long nextLine;

    @Column(name = "next_due_at")
    private @Nullable Instant nextDueAt;

    @Version
    @Column(name = "revision")
    private long revision;

    protected Subscription() {}

    /**
     * A new one.
     *
     * @param nextDue when something is to be done first
     */
    Subscription(
            OrgScopedId key, SubscriptionState state, String currency, @Nullable Instant nextDue, Instant createdAt) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.startedAt = state.begin();
        this.nextInvoicePeriod = NEVER_INVOICED;
        this.nextInvoiceAt = StoredTerms.NEVER;
        this.createdAt = createdAt;
        this.currency = currency;
        take(state, nextDue);
    }

    UUID id() {
        return id;
    }

    /** Notes that the service created it automatically. */
    void makeAutomatic() {
        this.automatic = true;
    }

    /** Notes that the automatic one holds until this one starts, if it has begun by then. */
    void follow(Subscription automaticOne) {
        if (automaticOne.startedAt.isBefore(startedAt)) {
            this.automaticPlan = automaticOne.plan;
            this.automaticPlanVersion = automaticOne.planVersion;
            this.automaticSince = automaticOne.startedAt;
        }
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
        return new StoredTerms(
                        id,
                        status,
                        revision,
                        interval,
                        startedAt,
                        anchor,
                        yearlyUntil,
                        endedAt,
                        usagePaidUntil,
                        waitingAt,
                        waitingPlan == null ? null : new PlanKey(waitingPlan, present(waitingPlanVersion)),
                        CANCELLATION.equals(waiting),
                        automaticBefore())
                .terms(plans, null);
    }

    /** Whether it is in the form before, whose price is charged at the end of a period. */
    boolean isOfOldForm() {
        return anchor == null;
    }

    /**
     * Takes the present form.
     *
     * @param untilYear end of the usage period that runs, when that is a year; null: it is a month
     */
    void bringOver(SubscriptionState state, String inCurrency, @Nullable Instant untilYear, @Nullable Instant nextDue) {
        this.currency = inCurrency;
        this.yearlyUntil = untilYear;
        this.nextInvoicePeriod = NEVER_INVOICED;
        this.nextInvoiceAt = StoredTerms.NEVER;
        take(state, nextDue);
    }

    /**
     * Where it is in its life, of one in the present form.
     *
     * @param drafts not finalized yet, in the order in which they were opened
     */
    SubscriptionState state(List<OpenDraft> drafts) {
        return new SubscriptionState(
                status,
                new PlanKey(present(feePlan), present(feePlanVersion)),
                interval,
                present(anchor),
                trialStart,
                present(feeAnchor),
                present(feePeriod),
                new UsagePeriod(
                        present(usageStart),
                        present(usageWholeEnd),
                        present(usageEnd),
                        present(usagePaidUntil),
                        present(usageMonths)),
                present(usageMonth),
                waiting(),
                drafts,
                endedAt,
                lastDocumentDue,
                nextLine);
    }

    @Nullable
    Waiting waiting() {
        if (waiting == null) {
            return null;
        }
        return waiting.equals(CANCELLATION)
                ? new Waiting.Cancellation()
                : new Waiting.Change(
                        new PlanKey(present(waitingPlan), present(waitingPlanVersion)), present(waitingInterval));
    }

    /** Takes another state. */
    final void take(SubscriptionState state, @Nullable Instant nextDue) {
        status = state.status();
        plan = state.plan().plan();
        planVersion = state.plan().version();
        interval = state.interval();
        anchor = state.anchor();
        trialStart = state.trialStart();
        feePlan = plan;
        feePlanVersion = planVersion;
        feeAnchor = state.feeAnchor();
        feePeriod = state.feePeriod();
        usageStart = state.usagePeriod().start();
        usageWholeEnd = state.usagePeriod().wholeEnd();
        usageEnd = state.usagePeriod().end();
        usagePaidUntil = state.usagePeriod().paidUntil();
        usageMonths = state.usagePeriod().months();
        usageMonth = state.usageMonth();
        wait(state);
        endedAt = state.endedAt();
        lastDocumentDue = state.lastDocumentDue();
        nextLine = state.nextLine();
        nextDueAt = nextDue;
        failedAttempts = 0;
        nextAttemptAt = null;
    }

    private void wait(SubscriptionState state) {
        waiting = null;
        waitingAt = null;
        waitingPlan = null;
        waitingPlanVersion = null;
        waitingInterval = null;
        Waiting waits = state.waiting();
        if (waits == null) {
            return;
        }
        waitingAt = state.waitsUntil();
        switch (waits) {
            case Waiting.Cancellation cancellation -> waiting = CANCELLATION;
            case Waiting.Change(PlanKey to, BillingInterval toInterval) -> {
                waiting = CHANGE;
                waitingPlan = to.plan();
                waitingPlanVersion = to.version();
                waitingInterval = toInterval;
            }
        }
    }

    private static <T> T present(@Nullable T column) {
        return Objects.requireNonNull(column, "a column of the present form");
    }

    /** The plan in force; it is not that of {@link #state} where a version before has changed it. */
    PlanKey planKey() {
        return new PlanKey(plan, planVersion);
    }

    /** Code of the plan in force. */
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

    /** When its trial or its first period begins. */
    Instant startedAt() {
        return startedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    /** Whether the scheduler has something to do then. */
    boolean isDue(Instant now) {
        return nextDueAt != null && !nextDueAt.isAfter(now);
    }

    @Nullable
    Instant trialStart() {
        return trialStart;
    }

    /** From which usage periods are counted. */
    Instant anchor() {
        return anchor == null ? startedAt : anchor;
    }

    /** Until when usage periods are years; null: they are months. */
    @Nullable
    Instant yearlyUntil() {
        return yearlyUntil;
    }

    /** When what waits takes effect; null: nothing waits. */
    @Nullable
    Instant waitingAt() {
        return waitingAt;
    }

    /** The same where something waits. */
    Instant waitsUntil() {
        return present(waitingAt);
    }

    /** Whether it is in its trial, or has not begun. */
    boolean isBeforeFirstFee() {
        return usageMonth != null && usageMonth == 0;
    }

    @Nullable
    Instant endedAt() {
        return endedAt;
    }

    UUID organizationId() {
        return organizationId;
    }

    OrgScopedId key() {
        return new OrgScopedId(organizationId, id);
    }

    /** Gives it the next revision where it is stored past Hibernate, which does so by itself. */
    void raiseRevision() {
        revision++;
    }

    long revision() {
        return revision;
    }

    /** Of its prices; null: in the form before, then the first one of its plan. */
    @Nullable
    String currency() {
        return currency;
    }

    /**
     * The fee period that is shown at an instant: the one that contains it, also where what is due of earlier ones is
     * still to be done; of one that has ended its last one, and before the first fee the first one.
     */
    BillingPeriod periodShownAt(Instant at) {
        if (feeAnchor == null || feePeriod == null) {
            return BillingPeriods.containing(startedAt, interval, at)
                    .orElseGet(() -> BillingPeriods.period(startedAt, interval, 0));
        }
        BillingPeriod running = BillingPeriods.period(feeAnchor, interval, feePeriod);
        return endedAt != null || waiting != null || at.isBefore(running.end())
                ? running
                : BillingPeriods.containing(feeAnchor, interval, at).orElse(running);
    }

    /** Of one in the form before: the oldest period without an invoice. */
    BillingPeriod nextInvoicePeriod() {
        return BillingPeriods.period(startedAt, interval, nextInvoicePeriod);
    }

    /** Whether the service created it automatically and no plan was chosen since. */
    boolean isAutomatic() {
        return automatic;
    }

    /** Ends the automatic one, which another one replaces: it has nothing to invoice. */
    void giveWay() {
        this.status = SubscriptionStatus.CANCELED;
        this.nextDueAt = null;
    }

    /** Notes that a plan was chosen. */
    void choose() {
        this.automatic = false;
    }
}
