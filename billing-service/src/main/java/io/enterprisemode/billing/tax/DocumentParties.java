package io.enterprisemode.billing.tax;

/**
 * What a document says of seller, buyer and tax. It is frozen on the document: later changes of the profile or of the
 * configuration concern later documents only.
 */
public record DocumentParties(Party seller, Party buyer, TaxRule tax) {}
