package io.enterprisemode.billing.money;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An amount of money.
 *
 * @param amountMinor in minor units of the currency; negative for a credit
 * @param currency ISO 4217
 */
@Schema(name = "Money", examples = "{\"amountMinor\": 2900, \"currency\": \"USD\"}")
public record Money(long amountMinor, String currency) {}
