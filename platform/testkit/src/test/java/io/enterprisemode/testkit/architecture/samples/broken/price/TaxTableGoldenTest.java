package io.enterprisemode.testkit.architecture.samples.broken.price;

/** Stands for the golden cases of {@link TaxTable}. */
final class TaxTableGoldenTest {}
