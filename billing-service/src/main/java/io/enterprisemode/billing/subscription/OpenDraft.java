package io.enterprisemode.billing.subscription;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The draft of the document about a usage period that is over.
 *
 * @param period whose usage is billed
 * @param openedAt when the period ended
 * @param fee of the fee period that begins with it, charged by the same document; null: none
 */
public record OpenDraft(
        UsagePeriod period, Instant openedAt, @Nullable PriceLine fee) {}
