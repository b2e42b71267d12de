/** The double-entry ledger of what customers owe, paid and are owed. */
@NullMarked
package io.enterprisemode.billing.ledger;

import org.jspecify.annotations.NullMarked;
