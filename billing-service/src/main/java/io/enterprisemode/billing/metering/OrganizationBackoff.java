package io.enterprisemode.billing.metering;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Decides for which organizations a path is tried that is cheap when it succeeds and wasted when it fails. After a
 * failure the path is not tried for the organization for a while, twice as long after each failure, up to a bound.
 * After a success it is tried each time. When nothing has failed for as long as that bound, the next pause is the
 * shortest again. A failure of one organization does not affect another. The class is safe for any number of threads.
 */
final class OrganizationBackoff {

    private static final int MOST_ORGANIZATIONS = 50_000;

    /** Until when an organization is not tried, and the length of its last pause; both in nanoseconds. */
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

    /**
     * To be called before each try. Of the calls after the end of a pause, one returns true; for the others another
     * pause begins.
     */
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

    /** Whether the pause of the organization is not over; unlike {@link #isWorthTrying} it permits no try. */
    boolean isPausing(UUID organization) {
        Pause pause = pauses.getIfPresent(organization);
        return pause != null && nanoTime.getAsLong() - pause.until.get() < 0;
    }
}
