package io.enterprisemode.billing.subscription;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of subscriptions that were to be moved to a version of their plan.
 *
 * @param scheduled how many will have it from their next fee period on
 * @param skipped how many stay as they are, because something else waits already or the price of their currency is
 *     missing
 */
@Schema(name = "PlanVersionMove")
record MoveView(long scheduled, long skipped) {}
