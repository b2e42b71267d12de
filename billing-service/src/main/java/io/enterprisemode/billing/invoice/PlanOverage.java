package io.enterprisemode.billing.invoice;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
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
