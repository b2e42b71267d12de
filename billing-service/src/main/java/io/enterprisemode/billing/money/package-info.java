/** Amounts in minor units of their currency, rounded once and without floating point. */
@NullMarked
package io.enterprisemode.billing.money;

import org.jspecify.annotations.NullMarked;
