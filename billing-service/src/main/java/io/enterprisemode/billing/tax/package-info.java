/** Seller, buyer and tax of a document: the profile of an organization, and the rule by which its tax is computed. */
@NullMarked
package io.enterprisemode.billing.tax;

import org.jspecify.annotations.NullMarked;
