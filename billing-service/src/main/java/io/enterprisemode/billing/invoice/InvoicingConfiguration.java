package io.enterprisemode.billing.invoice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When invoices are issued automatically. */
@ConfigMapping(prefix = "enterprise.invoicing")
interface InvoicingConfiguration {

    /** How often the scheduler looks for periods that are over; {@code off}: never. */
    @WithDefault("60s")
    String every();

    /**
     * How long after its end, and after the subscription was made, a period is invoiced. What comes in later is
     * adjusted on the next invoice.
     */
    @WithDefault("PT1H")
    Duration grace();

    /** How many organizations are looked for at once; a run goes on until nothing is due. */
    @WithDefault("500")
    int batch();

    /** How many organizations are invoiced in one transaction; 1: each in one of its own. */
    @WithDefault("32")
    int together();

    /** How many such transactions there are at the same time. While many requests come in it is one organization. */
    @WithDefault("4")
    int concurrency();
}
