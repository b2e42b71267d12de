package io.enterprisemode.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.web.problem.RateLimit;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;

/**
 * Token buckets, one for each kind and caller, in the memory of this replica. Callers that were not seen for longest
 * are forgotten where there are very many; whoever is forgotten begins with a full bucket.
 */
final class RateLimits {

    private final Map<LimitKind, Bandwidth> limits;
    private final TimeMeter time;
    private final Cache<Counted, Bucket> buckets;

    private record Counted(LimitKind kind, String caller) {}

    /**
     * Empty buckets.
     *
     * @param limits of every kind
     * @param most callers that are remembered
     */
    RateLimits(Map<LimitKind, Bandwidth> limits, long most, TimeMeter time) {
        this.limits = Map.copyOf(limits);
        this.time = time;
        this.buckets = Caffeine.newBuilder().maximumSize(most).build();
    }

    /** Counts one. */
    RateLimitDecision take(LimitKind kind, String caller) {
        ConsumptionProbe probe = bucket(kind, caller).tryConsumeAndReturnRemaining(1);
        long nanos = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
        return standing(kind, probe.isConsumed(), probe.getRemainingTokens(), nanos);
    }

    /** Whether one more would be within the limit; counts nothing, and remembers nobody. */
    RateLimitDecision look(LimitKind kind, String caller) {
        Bucket bucket = buckets.getIfPresent(new Counted(kind, caller));
        if (bucket == null) {
            return standing(kind, true, limit(kind).getCapacity(), 0);
        }
        EstimationProbe probe = bucket.estimateAbilityToConsume(1);
        return standing(kind, probe.canBeConsumed(), probe.getRemainingTokens(), probe.getNanosToWaitForRefill());
    }

    private RateLimitDecision standing(LimitKind kind, boolean allowed, long left, long nanosToReset) {
        Bandwidth limit = limit(kind);
        return new RateLimitDecision(
                kind,
                allowed,
                new RateLimit(
                        kind.policy(),
                        limit.getCapacity(),
                        Duration.ofNanos(limit.getRefillPeriodNanos()),
                        left,
                        Duration.ofNanos(nanosToReset)));
    }

    /** A bucket that holds {@code most}, at least 1, and fills again evenly over {@code per}, at least a second. */
    static Bandwidth limit(long most, Duration per) {
        if (most < 1 || per.toSeconds() < 1) {
            throw new IllegalArgumentException("a rate limit of " + most + " per " + per);
        }
        return Bandwidth.builder().capacity(most).refillGreedy(most, per).build();
    }

    private Bandwidth limit(LimitKind kind) {
        Bandwidth limit = limits.get(kind);
        if (limit == null) {
            throw new IllegalStateException("no limit for " + kind);
        }
        return limit;
    }

    private Bucket bucket(LimitKind kind, String caller) {
        return buckets.get(
                new Counted(kind, caller),
                counted -> Bucket.builder()
                        .withCustomTimePrecision(time)
                        .addLimit(limit(kind))
                        .build());
    }
}
