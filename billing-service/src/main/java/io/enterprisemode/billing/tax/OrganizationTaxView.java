package io.enterprisemode.billing.tax;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The tax of an organization, for the operator.
 *
 * @param revision of the billing profile, which it is part of
 */
@Schema(name = "OrganizationTax")
record OrganizationTaxView(TaxView tax, long revision) {}
