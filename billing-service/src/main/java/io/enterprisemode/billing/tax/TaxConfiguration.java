package io.enterprisemode.billing.tax;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import java.math.BigDecimal;

/** Tax of organizations of which the operator has said nothing. */
@ConfigMapping(prefix = "enterprise.tax")
interface TaxConfiguration {

    /** From 0 to below 1, with 4 decimals at most: 0.19 is 19 %. */
    @WithDefault("0")
    @DecimalMin("0")
    @DecimalMax(value = "1", inclusive = false)
    @Digits(integer = 1, fraction = TaxRule.DECIMALS)
    BigDecimal defaultRate();
}
