/** What customers paid, and what is paid back to them; recorded by the operator. */
@NullMarked
package io.enterprisemode.billing.payment;

import org.jspecify.annotations.NullMarked;
