/** Holding a quantity before it is used. */
@NullMarked
package io.enterprisemode.billing.reservation;

import org.jspecify.annotations.NullMarked;
