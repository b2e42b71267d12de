/** What usage costs: pure rules. */
@NullMarked
package io.enterprisemode.billing.rating;

import org.jspecify.annotations.NullMarked;
