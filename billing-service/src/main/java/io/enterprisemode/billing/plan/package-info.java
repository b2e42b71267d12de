/** The catalogue: meters, and plans with their versions, prices and allowances. */
@NullMarked
package io.enterprisemode.billing.plan;

import org.jspecify.annotations.NullMarked;
