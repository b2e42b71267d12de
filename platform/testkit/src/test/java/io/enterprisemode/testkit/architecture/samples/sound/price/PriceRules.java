package io.enterprisemode.testkit.architecture.samples.sound.price;

import java.time.Instant;

/** A pure rule. */
public final class PriceRules {

    private PriceRules() {}

    public static boolean isOver(Instant end, Instant now) {
        return !now.isBefore(end);
    }
}
