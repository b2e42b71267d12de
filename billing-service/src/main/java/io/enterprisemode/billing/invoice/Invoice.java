package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.ledger.InvoiceNumber;
import io.enterprisemode.billing.ledger.Receivable;
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
import org.jspecify.annotations.Nullable;

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

    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    private DocumentKind kind;

    @Column(name = "number")
    private long number;

    @Column(name = "corrects_id")
    private @Nullable UUID correctsId;

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

    /** Of invoices of the form before: whether what comes in later is adjusted. */
    @Column(name = "adjustable")
    private boolean isAdjustable;

    protected Invoice() {}

    /** @param correctsId of a credit note the invoice that charged what it credits; null: none */
    Invoice(
            OrgScopedId key,
            DocumentKind kind,
            long number,
            UUID subscriptionId,
            InvoiceDraft draft,
            @Nullable UUID correctsId,
            Instant issuedAt) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.kind = kind;
        this.number = number;
        this.subscriptionId = subscriptionId;
        this.plan = draft.plan().plan();
        this.planVersion = draft.plan().version();
        this.status = InvoiceStatus.OPEN;
        this.currency = draft.currency();
        this.correctsId = correctsId;
        this.periodStart = draft.start();
        this.periodEnd = draft.end();
        this.issuedAt = issuedAt;
        this.subtotalMinor = draft.totals().netMinor();
        this.taxMinor = draft.totals().taxMinor();
        this.isAdjustable = false;
        this.totalMinor = draft.totals().totalMinor();
    }

    /** Notes where it stands in the ledger. */
    void settle(Receivable receivable) {
        this.creditAppliedMinor = receivable.creditAppliedMinor();
        this.status = switch (receivable.status()) {
            case OPEN -> InvoiceStatus.OPEN;
            case PAID -> InvoiceStatus.PAID;
            case VOID -> InvoiceStatus.VOID;
        };
    }

    /** Notes that there is nothing to pay. */
    void settle() {
        this.status = InvoiceStatus.PAID;
    }

    /**
     * Where it stands in the ledger.
     *
     * @param openMinor what is still to be paid
     */
    Receivable receivable(long openMinor) {
        boolean isVoid = status == InvoiceStatus.VOID;
        return new Receivable(
                printedNumber(),
                subtotalMinor,
                taxMinor,
                creditAppliedMinor,
                isVoid ? 0 : totalMinor - creditAppliedMinor - openMinor,
                isVoid);
    }

    long creditAppliedMinor() {
        return creditAppliedMinor;
    }

    UUID id() {
        return id;
    }

    /** The number as people read it. */
    String printedNumber() {
        return switch (kind) {
            case INVOICE -> InvoiceNumber.printed(number);
            case CREDIT_NOTE -> InvoiceNumber.printedOfCreditNote(number);
        };
    }

    DocumentKind kind() {
        return kind;
    }

    boolean isCreditNote() {
        return kind == DocumentKind.CREDIT_NOTE;
    }

    @Nullable
    UUID correctsId() {
        return correctsId;
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
