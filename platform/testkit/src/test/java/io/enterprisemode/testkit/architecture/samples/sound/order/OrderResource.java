package io.enterprisemode.testkit.architecture.samples.sound.order;

import io.enterprisemode.testkit.architecture.samples.sound.price.PriceRules;
import java.time.Clock;
import java.time.Instant;

/** Parses, calls, maps. */
public final class OrderResource {

    private final Clock clock;

    public OrderResource(Clock clock) {
        this.clock = clock;
    }

    public boolean over(Instant end) {
        return PriceRules.isOver(end, clock.instant());
    }
}
