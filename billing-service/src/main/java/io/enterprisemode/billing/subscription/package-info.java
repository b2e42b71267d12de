/** Subscriptions: their billing periods, changes of plan and what these cost. */
@NullMarked
package io.enterprisemode.billing.subscription;

import org.jspecify.annotations.NullMarked;
