package io.enterprisemode.billing.rating;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A quantity with one price.
 *
 * @param quantity units or packages
 * @param unitPrice of one of them, in major units
 * @param flat charged once besides, in major units; null: nothing
 */
public record PriceStep(
        long quantity, BigDecimal unitPrice, @Nullable BigDecimal flat) {

    /** What it costs, in major units, not rounded. */
    public BigDecimal charge() {
        BigDecimal units = unitPrice.multiply(BigDecimal.valueOf(quantity));
        return flat == null ? units : units.add(flat);
    }
}
