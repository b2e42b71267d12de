/** Recurring revenue and how it moves. */
@NullMarked
package io.enterprisemode.reporting.revenue;

import org.jspecify.annotations.NullMarked;
