/** Invoices: what a period costs, line by line, issued once and never rewritten. */
@NullMarked
package io.enterprisemode.billing.invoice;

import org.jspecify.annotations.NullMarked;
