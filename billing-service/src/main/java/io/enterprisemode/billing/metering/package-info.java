/** Usage: which events count, what a meter makes of them, and what that costs. */
@NullMarked
package io.enterprisemode.billing.metering;

import org.jspecify.annotations.NullMarked;
