package io.enterprisemode.testkit.architecture.samples.broken.price;

import jakarta.inject.Inject;

/** A rule by its golden cases, which knows a framework. */
public final class TaxTable {

    @Inject
    Object injected;
}
