package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.ledger.InvoiceNumber;
import io.enterprisemode.billing.ledger.InvoicePosition;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.billing.tax.DocumentParties;
import io.enterprisemode.billing.tax.Party;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.tax.TaxTreatment;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
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

    @Column(name = "tax_rate")
    private BigDecimal taxRate;

    @Column(name = "tax_reason")
    private @Nullable String taxReason;

    @Column(name = "tax_treatment")
    private @Nullable String taxTreatment;

    /** In JSON. */
    @Column(name = "seller")
    private @Nullable String seller;

    /** In JSON. */
    @Column(name = "buyer")
    private @Nullable String buyer;

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
            DocumentParties parties,
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
        this.taxRate = parties.tax().rate();
        this.taxReason = parties.tax().reason();
        this.taxTreatment = parties.tax().treatment().name();
        this.seller = EventJson.write(parties.seller());
        this.buyer = EventJson.write(parties.buyer());
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

    /** The number as people read it. */
    String printedNumber() {
        return switch (kind) {
            case INVOICE -> InvoiceNumber.printed(number);
            case CREDIT_NOTE -> InvoiceNumber.printedOfCreditNote(number);
        };
    }

    /** From 0 to below 1. */
    BigDecimal taxRate() {
        return taxRate;
    }

    /** The tax as it was; a version before knew none. */
    TaxRule tax() {
        return taxTreatment == null || taxReason == null
                ? TaxRule.ofRate(taxRate)
                : TaxRule.none(TaxTreatment.valueOf(taxTreatment), taxReason);
    }

    /** Who sold; null: a version before knew none. */
    @Nullable
    Party seller() {
        return seller == null ? null : EventJson.read(seller, Party.class);
    }

    @Nullable
    Party buyer() {
        return buyer == null ? null : EventJson.read(buyer, Party.class);
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
