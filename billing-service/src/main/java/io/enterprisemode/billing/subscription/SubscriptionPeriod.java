package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A usage period that is over, as it is stored: a draft until it is finalized. */
@Entity
@Table(name = "subscription_period")
@IdClass(SubscriptionPeriod.Key.class)
@DynamicUpdate
class SubscriptionPeriod {

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

    @Column(name = "whole_end")
    private Instant wholeEnd;

    @Column(name = "ends_at")
    private Instant endsAt;

    @Column(name = "paid_until")
    private Instant paidUntil;

    @Column(name = "months")
    private int months;

    @Column(name = "opened_at")
    private Instant openedAt;

    @Column(name = "fee_number")
    private @Nullable Long feeNumber;

    @Column(name = "fee_plan_code")
    private @Nullable String feePlan;

    @Column(name = "fee_plan_version")
    private @Nullable Integer feePlanVersion;

    @Column(name = "fee_start")
    private @Nullable Instant feeStart;

    @Column(name = "fee_end")
    private @Nullable Instant feeEnd;

    @Column(name = "fee_price_minor")
    private @Nullable Long feePriceMinor;

    @Column(name = "fee_seconds")
    private @Nullable Long feeSeconds;

    @Column(name = "fee_whole_seconds")
    private @Nullable Long feeWholeSeconds;

    @Column(name = "finalized_at")
    private @Nullable Instant finalizedAt;

    @Column(name = "document_id")
    private @Nullable UUID documentId;

    protected SubscriptionPeriod() {}

    SubscriptionPeriod(UUID organizationId, UUID subscriptionId, OpenDraft draft) {
        UsagePeriod period = draft.period();
        this.organizationId = organizationId;
        this.subscriptionId = subscriptionId;
        this.startsAt = period.start();
        this.wholeEnd = period.wholeEnd();
        this.endsAt = period.end();
        this.paidUntil = period.paidUntil();
        this.months = period.months();
        this.openedAt = draft.openedAt();
        PriceLine fee = draft.fee();
        if (fee != null) {
            this.feeNumber = fee.number();
            this.feePlan = fee.plan().plan();
            this.feePlanVersion = fee.plan().version();
            this.feeStart = fee.start();
            this.feeEnd = fee.end();
            this.feePriceMinor = fee.priceMinor();
            this.feeSeconds = fee.seconds();
            this.feeWholeSeconds = fee.periodSeconds();
        }
    }

    /**
     * Notes that its document was finalized.
     *
     * @param document null: it had no lines
     */
    void finish(Instant at, @Nullable UUID document) {
        finalizedAt = at;
        documentId = document;
    }

    /** Its document; null: there is none, or not yet. */
    @Nullable
    UUID documentId() {
        return documentId;
    }

    @Nullable
    Instant finalizedAt() {
        return finalizedAt;
    }

    OrgScopedId subscription() {
        return new OrgScopedId(organizationId, subscriptionId);
    }

    Instant openedAt() {
        return openedAt;
    }

    UsagePeriod period() {
        return new UsagePeriod(startsAt, wholeEnd, endsAt, paidUntil, months);
    }

    OpenDraft draft() {
        return new OpenDraft(period(), openedAt, fee());
    }

    private @Nullable PriceLine fee() {
        return feeNumber == null
                ? null
                : new PriceLine(
                        feeNumber,
                        LineKind.SUBSCRIPTION,
                        new PlanKey(Objects.requireNonNull(feePlan), Objects.requireNonNull(feePlanVersion)),
                        Objects.requireNonNull(feeStart),
                        Objects.requireNonNull(feeEnd),
                        Objects.requireNonNull(feePriceMinor),
                        Objects.requireNonNull(feeSeconds),
                        Objects.requireNonNull(feeWholeSeconds));
    }
}
