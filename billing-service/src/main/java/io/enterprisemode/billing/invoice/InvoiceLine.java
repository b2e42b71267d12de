package io.enterprisemode.billing.invoice;

import io.enterprisemode.contracts.billing.LineKind;
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
import org.jspecify.annotations.Nullable;

/** A line of an invoice as it is stored. */
@Entity
@Table(name = "invoice_line")
@IdClass(OrgScopedId.class)
class InvoiceLine {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "invoice_id")
    private UUID invoiceId;

    @Column(name = "position")
    private int position;

    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    private LineKind kind;

    @Column(name = "subscription_id")
    private UUID subscriptionId;

    @Column(name = "item")
    private String item;

    @Column(name = "plan_code")
    private String plan;

    @Column(name = "plan_version")
    private int planVersion;

    @Column(name = "billed_period_start")
    private Instant billedPeriodStart;

    @Column(name = "period_start")
    private Instant periodStart;

    @Column(name = "period_end")
    private Instant periodEnd;

    @Column(name = "meter_code")
    private @Nullable String meter;

    @Column(name = "description")
    private String description;

    @Column(name = "quantity")
    private @Nullable Long quantity;

    @Column(name = "unit_price")
    private @Nullable BigDecimal unitPrice;

    @Column(name = "amount_minor")
    private long amountMinor;

    @Column(name = "price_minor")
    private @Nullable Long priceMinor;

    @Column(name = "seconds")
    private @Nullable Long seconds;

    @Column(name = "period_seconds")
    private @Nullable Long periodSeconds;

    protected InvoiceLine() {}

    String plan() {
        return plan;
    }

    int planVersion() {
        return planVersion;
    }

    Instant periodStart() {
        return periodStart;
    }

    Instant periodEnd() {
        return periodEnd;
    }

    /** Of a price or credit: the full price of the fee period. */
    @Nullable
    Long priceMinor() {
        return priceMinor;
    }

    /** Of it what is charged, in seconds of {@link #periodSeconds}. */
    @Nullable
    Long seconds() {
        return seconds;
    }

    @Nullable
    Long periodSeconds() {
        return periodSeconds;
    }

    UUID id() {
        return id;
    }

    LineKind kind() {
        return kind;
    }

    @Nullable
    String meter() {
        return meter;
    }

    String description() {
        return description;
    }

    @Nullable
    Long quantity() {
        return quantity;
    }

    @Nullable
    BigDecimal unitPrice() {
        return unitPrice;
    }

    long amountMinor() {
        return amountMinor;
    }
}
