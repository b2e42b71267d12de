package io.enterprisemode.testkit.architecture.samples.broken.price;

import io.enterprisemode.testkit.architecture.samples.broken.order.OrderResource;
import java.time.Clock;
import java.time.Instant;

/** A rule that asks the time, and a feature that needs one which needs it. */
public final class PriceRules {

    private final Clock clock = Clock.systemUTC();

    public Instant now(OrderResource resource) {
        return clock.instant().isBefore(Instant.now()) ? Instant.EPOCH : Instant.MAX;
    }
}
