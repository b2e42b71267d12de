package io.enterprisemode.billing.invoice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Invoicing with a grace that tests set. For test profiles that enable it. */
@ApplicationScoped
@Alternative
public class SettableInvoicing implements InvoicingConfiguration {

    private static final AtomicReference<Duration> GRACE = new AtomicReference<>(Duration.ofHours(1));

    /** Sets the grace. */
    public static void setGrace(Duration grace) {
        GRACE.set(grace);
    }

    @Override
    public String every() {
        return "off";
    }

    @Override
    public Duration grace() {
        return GRACE.get();
    }

    @Override
    public int batch() {
        return 2;
    }

    @Override
    public int together() {
        return 2;
    }

    @Override
    public int concurrency() {
        return 2;
    }
}
