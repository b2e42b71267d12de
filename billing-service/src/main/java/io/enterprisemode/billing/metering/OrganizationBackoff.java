package io.enterprisemode.billing.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * For which organizations it is worth trying a path that is cheap when it works out and wasted when it does not. After
 * a failure an organization is not tried for a while, twice as long after each, up to a bound; once it works out, it is
 * tried each time, and once nothing has failed for as long as that bound, the next pause is the shortest. What fails
 * for one says nothing of another. For any number of threads.
 */
final class OrganizationBackoff {

    private static final int MOST_ORGANIZATIONS = 50_000;

    /** Until when an organization is not tried, and how long it was not after its last failure; nanoseconds. */
    private static final class Pause {

        private final AtomicLong until = new AtomicLong();
        private volatile long length;
    }

    private final long shortest;
    private final long longest;
    private final LongSupplier nanoTime;
    private final Cache<UUID, Pause> pauses;

    /** @param nanoTime a clock as {@link System#nanoTime} */
    OrganizationBackoff(Duration shortest, Duration longest, LongSupplier nanoTime) {
        this.shortest = shortest.toNanos();
        this.longest = longest.toNanos();
        this.nanoTime = nanoTime;
        this.pauses = Caffeine.newBuilder().maximumSize(MOST_ORGANIZATIONS).build();
    }

    /** Asked at each chance; of those that come when a pause is over, one is let try. */
    boolean isWorthTrying(UUID organization) {
        Pause pause = pauses.getIfPresent(organization);
        if (pause == null) {
            return true;
        }
        long now = nanoTime.getAsLong();
        long until = pause.until.get();
        return now - until >= 0 && pause.until.compareAndSet(until, now + pause.length);
    }

    void workedOut(UUID organization) {
        if (pauses.getIfPresent(organization) != null) {
            pauses.invalidate(organization);
        }
    }

    void failed(UUID organization) {
        pauses.asMap().compute(organization, (id, before) -> {
            Pause pause = before == null ? new Pause() : before;
            long now = nanoTime.getAsLong();
            boolean isLongAgo = now - pause.until.get() > longest;
            pause.length = isLongAgo ? shortest : Math.max(shortest, Math.min(longest, 2 * pause.length));
            pause.until.set(now + pause.length);
            return pause;
        });
    }

    /** Whether its pause is not over; lets nobody try. */
    boolean isPausing(UUID organization) {
        Pause pause = pauses.getIfPresent(organization);
        return pause != null && nanoTime.getAsLong() - pause.until.get() < 0;
    }
}
