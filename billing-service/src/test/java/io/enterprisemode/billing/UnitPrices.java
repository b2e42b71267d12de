package io.enterprisemode.billing;

import io.enterprisemode.billing.rating.OveragePrice;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prices of overage in one currency, the same for each unit. */
public final class UnitPrices {

    private UnitPrices() {}

    /**
     * What an allowance has as prices.
     *
     * @param unitPrice null: what is beyond the included quantity is not charged
     */
    public static Map<String, OveragePrice> of(String currency, @Nullable BigDecimal unitPrice) {
        return unitPrice == null ? Map.of() : Map.of(currency, new OveragePrice.PerUnit(unitPrice));
    }

    public static Map<String, OveragePrice> of(String currency, String unitPrice) {
        return of(currency, new BigDecimal(unitPrice));
    }
}
