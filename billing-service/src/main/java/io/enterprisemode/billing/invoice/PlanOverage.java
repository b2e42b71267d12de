package io.enterprisemode.billing.invoice;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the quantity of an overage line comes about, as it is stored; its id is that of the line. */
@Entity
@Table(name = "plan_overages")
@IdClass(OrgScopedId.class)
class PlanOverage {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "meter_code")
    private String meter;

    @Column(name = "period_start")
    private Instant periodStart;

    @Column(name = "period_end")
    private Instant periodEnd;

    @Column(name = "used")
    private long used;

    @Column(name = "included")
    private long included;

    @Column(name = "quantity")
    private long quantity;

    @Column(name = "unit_price")
    private @Nullable BigDecimal unitPrice;

    @Column(name = "amount_minor")
    private long amountMinor;

    protected PlanOverage() {}

    PlanOverage(OrgScopedId key, InvoiceDraft.Line line, InvoiceDraft.Overage overage) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.meter = Objects.requireNonNull(line.meter());
        this.periodStart = line.start();
        this.periodEnd = line.end();
        this.used = overage.used();
        this.included = overage.included();
        this.quantity = Objects.requireNonNull(line.quantity());
        this.unitPrice = line.unitPrice();
        this.amountMinor = line.amountMinor();
    }

    UUID id() {
        return id;
    }

    long used() {
        return used;
    }

    long included() {
        return included;
    }
}
