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

    /** How long after its end, and after the subscription was made, a period is invoiced automatically. */
    @WithDefault("PT1M")
    Duration grace();

    /** How many organizations are looked at in one run. */
    @WithDefault("500")
    int batch();
}
