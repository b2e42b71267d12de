package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.ledger.InvoiceNumber;
import io.enterprisemode.billing.ledger.InvoicePosition;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.billing.subscription.BillingPeriod;
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
import org.hibernate.annotations.DynamicUpdate;

/** An invoice as it is stored. */
@Entity
@Table(name = "invoice_history")
@IdClass(OrgScopedId.class)
@DynamicUpdate
class Invoice {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "number")
    private long number;

    @Column(name = "subscription_id")
    private UUID subscriptionId;

    @Column(name = "plan_code")
    private String plan;

    @Column(name = "plan_version")
    private int planVersion;

    @Enumerated(EnumType.STRING)
    @Column(name = "status")
    private InvoiceStatus status;

    @Column(name = "currency")
    private String currency;

    @Column(name = "period_number")
    private long periodNumber;

    @Column(name = "period_start")
    private Instant periodStart;

    @Column(name = "period_end")
    private Instant periodEnd;

    @Column(name = "issued_at")
    private Instant issuedAt;

    @Column(name = "subtotal_minor")
    private long subtotalMinor;

    @Column(name = "tax_minor")
    private long taxMinor;

    @Column(name = "total_minor")
    private long totalMinor;

    @Column(name = "credit_applied_minor")
    private long creditAppliedMinor;

    /** Whether it was rated as what is adjusted later is; not so those of versions before. */
    @Column(name = "adjustable")
    private boolean isAdjustable;

    protected Invoice() {}

    Invoice(OrgScopedId key, long number, UUID subscriptionId, InvoiceDraft draft, Instant issuedAt) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.number = number;
        this.subscriptionId = subscriptionId;
        this.plan = draft.plan().code();
        this.planVersion = draft.plan().version();
        this.status = InvoiceStatus.OPEN;
        this.currency = draft.plan().currency();
        BillingPeriod period = draft.period();
        this.periodNumber = period.number();
        this.periodStart = period.start();
        this.periodEnd = period.end();
        this.issuedAt = issuedAt;
        this.subtotalMinor = draft.subtotalMinor();
        this.taxMinor = 0;
        this.isAdjustable = true;
        this.totalMinor = Math.addExact(subtotalMinor, taxMinor);
    }

    /** Notes where it stands in the ledger. */
    void settle(Receivable receivable) {
        this.creditAppliedMinor = receivable.creditAppliedMinor();
        this.status = switch (receivable.status()) {
            case OPEN -> InvoiceStatus.OPEN;
            case PAID -> InvoiceStatus.PAID;
            case VOID -> InvoiceStatus.VOID;
            case UNCOLLECTIBLE -> InvoiceStatus.UNCOLLECTIBLE;
        };
    }

    /** Notes that there is nothing to pay. */
    void settle() {
        this.status = InvoiceStatus.PAID;
    }

    /**
     * Where it stands in the ledger.
     *
     * @param position what its postings say
     */
    Receivable receivable(InvoicePosition position) {
        boolean isVoid = status == InvoiceStatus.VOID;
        return new Receivable(
                printedNumber(),
                subtotalMinor,
                taxMinor,
                creditAppliedMinor,
                isVoid ? 0 : totalMinor - creditAppliedMinor - position.openMinor() - position.writtenOffMinor(),
                position.writtenOffMinor(),
                position.isCorrected(),
                isVoid);
    }

    long creditAppliedMinor() {
        return creditAppliedMinor;
    }

    UUID id() {
        return id;
    }

    long number() {
        return number;
    }

    /** The number as people read it. */
    String printedNumber() {
        return InvoiceNumber.printed(number);
    }

    UUID subscriptionId() {
        return subscriptionId;
    }

    String plan() {
        return plan;
    }

    int planVersion() {
        return planVersion;
    }

    InvoiceStatus status() {
        return status;
    }

    String currency() {
        return currency;
    }

    Instant periodStart() {
        return periodStart;
    }

    Instant periodEnd() {
        return periodEnd;
    }

    Instant issuedAt() {
        return issuedAt;
    }

    long subtotalMinor() {
        return subtotalMinor;
    }

    long taxMinor() {
        return taxMinor;
    }

    long totalMinor() {
        return totalMinor;
    }
}
