/** What was invoiced, what was collected, what is outstanding and what recurs, by month. */
@NullMarked
package io.enterprisemode.reporting.finance;

import org.jspecify.annotations.NullMarked;
