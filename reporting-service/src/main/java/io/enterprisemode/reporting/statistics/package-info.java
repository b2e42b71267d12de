/** Statistics and forecasts of usage; they work on floating point numbers and never on money. */
@NullMarked
package io.enterprisemode.reporting.statistics;

import org.jspecify.annotations.NullMarked;
