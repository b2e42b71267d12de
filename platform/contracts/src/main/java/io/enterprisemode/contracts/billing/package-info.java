/** Events of the billing service: usage, subscriptions, invoices and limits. */
@NullMarked
package io.enterprisemode.contracts.billing;

import org.jspecify.annotations.NullMarked;
