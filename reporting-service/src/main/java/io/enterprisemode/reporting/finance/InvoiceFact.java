package io.enterprisemode.reporting.finance;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** An invoice or credit note as it was taken in. */
@Entity
@Immutable
@Table(name = "invoice_fact")
@IdClass(InvoiceFact.Key.class)
class InvoiceFact {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "invoice_id")
    private UUID invoiceId;

    @Column(name = "number")
    private String number;

    @Column(name = "currency")
    private String currency;

    @Column(name = "period_start")
    private Instant periodStart;

    @Column(name = "period_end")
    private Instant periodEnd;

    @Column(name = "issued_at")
    private Instant issuedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    private DocumentKind kind;

    @Column(name = "corrects_invoice_id")
    private @Nullable UUID correctsInvoiceId;

    protected InvoiceFact() {}

    /** That of a credit note is its own id. */
    UUID invoiceId() {
        return invoiceId;
    }

    String number() {
        return number;
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

    DocumentKind kind() {
        return kind;
    }

    @Nullable
    UUID correctsInvoiceId() {
        return correctsInvoiceId;
    }

    /** The primary key. */
    record Key(UUID organizationId, UUID invoiceId) {}
}
