/** What was invoiced and what recurs, by month. */
@NullMarked
package io.enterprisemode.reporting.finance;

import org.jspecify.annotations.NullMarked;
