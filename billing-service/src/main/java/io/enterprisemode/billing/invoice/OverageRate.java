package io.enterprisemode.billing.invoice;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a plan that was in force in a part of the period says of the meter of an overage, as it is stored. */
@Entity
@Table(name = "plan_overage_rate")
@IdClass(OverageRate.Key.class)
class OverageRate {

    record Key(UUID organizationId, UUID overageId, int position) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "overage_id")
    private UUID overageId;

    @Id
    @Column(name = "position")
    private int position;

    @Column(name = "plan_code")
    private String plan;

    @Column(name = "plan_version")
    private int planVersion;

    @Column(name = "included")
    private long included;

    @Column(name = "unit_price")
    private @Nullable BigDecimal unitPrice;

    @Column(name = "seconds")
    private long seconds;

    @Column(name = "period_seconds")
    private long periodSeconds;

    @Column(name = "used")
    private @Nullable Long used;

    protected OverageRate() {}

    UUID overageId() {
        return overageId;
    }

    String plan() {
        return plan;
    }

    int planVersion() {
        return planVersion;
    }

    long included() {
        return included;
    }

    @Nullable
    BigDecimal unitPrice() {
        return unitPrice;
    }

    long seconds() {
        return seconds;
    }

    long periodSeconds() {
        return periodSeconds;
    }

    /** What was used in the part when the line was made; null: distinct values, or a version before. */
    @Nullable
    Long used() {
        return used;
    }
}
