package io.enterprisemode.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.contracts.Require;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The tax of a document. It is computed once, on the sum of the lines.
 *
 * @param rate from 0 to below 1, with 4 decimals at most; 0 when no tax is charged
 * @param reason why no tax is charged, as it stands on the document; with EXEMPT and REVERSE_CHARGE only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TaxRule(
        @JsonProperty TaxTreatment treatment,
        @JsonProperty BigDecimal rate,
        @JsonProperty @Nullable String reason) {

    /** How many decimals a rate has at most. */
    static final int DECIMALS = 4;

    private static final int PERCENT = 2;

    public TaxRule {
        Require.that(
                rate.signum() >= 0 && rate.compareTo(BigDecimal.ONE) < 0,
                "a tax rate is from 0 to below 1, not " + rate);
        rate = plain(rate);
        Require.that(rate.scale() <= DECIMALS, "a tax rate has at most 4 decimals: " + rate);
        if (treatment == TaxTreatment.RATE) {
            Require.that(reason == null, "a tax by rate has no reason: " + reason);
        } else {
            Require.text(reason, "reason");
            Require.that(rate.signum() == 0, treatment + " has no rate: " + rate);
        }
    }

    /** Tax by a rate. */
    public static TaxRule ofRate(BigDecimal rate) {
        return new TaxRule(TaxTreatment.RATE, rate, null);
    }

    /** No tax, for a reason. */
    public static TaxRule none(TaxTreatment treatment, String reason) {
        return new TaxRule(treatment, BigDecimal.ZERO, reason);
    }

    /**
     * The tax on the net sum of a document in minor units, rounded HALF_UP, ties away from zero;
     * {@link ArithmeticException} beyond 64 bits.
     */
    public long taxMinor(long netMinor) {
        return MinorUnits.round(BigDecimal.valueOf(netMinor).multiply(rate));
    }

    /** What its line says: {@code Tax 7.25%}, {@code Tax exempt: ...} or {@code Reverse charge: ...}. */
    public String label() {
        return switch (treatment) {
            case RATE -> "Tax " + plain(rate.movePointRight(PERCENT)).toPlainString() + "%";
            case EXEMPT -> "Tax exempt: " + reason;
            case REVERSE_CHARGE -> "Reverse charge: " + reason;
        };
    }

    /** The number without trailing zeros and without an exponent. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
