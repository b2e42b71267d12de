package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A refund.
 *
 * @param credit what the customer is owed after it
 */
@Schema(name = "Refund")
record RefundView(UUID id, Money amount, String reason, Instant recordedAt, Money credit) {}
