package io.enterprisemode.billing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that tests set; until then it is that of the system. For test profiles that enable it. */
@ApplicationScoped
@Alternative
public class SettableClock {

    private static final AtomicReference<Clock> PRESENT = new AtomicReference<>(Clock.systemUTC());

    /** Lets it be this instant. */
    public static void set(Instant instant) {
        PRESENT.set(Clock.fixed(instant, ZoneOffset.UTC));
    }

    /** Lets it be the time of the system. */
    public static void reset() {
        PRESENT.set(Clock.systemUTC());
    }

    @Produces
    @Alternative
    @ApplicationScoped
    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return PRESENT.get().withZone(zone);
            }

            @Override
            public Instant instant() {
                return PRESENT.get().instant();
            }
        };
    }
}
