package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.money.MinorUnits;
import java.math.BigDecimal;
import java.util.List;

/**
 * What the lines of a document come to, in minor units.
 *
 * @param netMinor sum of the lines; negative for a credit note
 * @param taxMinor {@code net * rate}, rounded HALF_UP once
 * @param totalMinor both
 */
record DocumentTotals(long netMinor, long taxMinor, long totalMinor) {

    static DocumentTotals of(List<Long> amountsMinor, BigDecimal taxRate) {
        long net = MinorUnits.sum(amountsMinor);
        long tax = MinorUnits.round(BigDecimal.valueOf(net).multiply(taxRate));
        return new DocumentTotals(net, tax, Math.addExact(net, tax));
    }

    /** Whether less is to be paid than was invoiced before. */
    boolean isCreditNote() {
        return netMinor < 0;
    }
}
