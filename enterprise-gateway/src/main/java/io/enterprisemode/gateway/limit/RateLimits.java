package io.enterprisemode.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;

/**
 * Token buckets, one for each kind and caller, in the memory of this replica. Callers that were not seen for longest are forgotten where
 * there are very many; whoever is forgotten begins with a full bucket.
 */
final class RateLimits {

    private final Map<LimitKind, RateLimit> limits;
    private final TimeMeter time;
    private final Cache<Counted, Bucket> buckets;

    private record Counted(LimitKind kind, String caller) {}

    /**
     * Empty buckets.
     *
     * @param limits of every kind
     * @param most callers that are remembered
     */
    RateLimits(Map<LimitKind, RateLimit> limits, long most, TimeMeter time) {
        this.limits = Map.copyOf(limits);
        this.time = time;
        this.buckets = Caffeine.newBuilder().maximumSize(most).build();
    }

    /** Counts one. */
    Standing take(LimitKind kind, String caller) {
        ConsumptionProbe probe = bucket(kind, caller).tryConsumeAndReturnRemaining(1);
        long nanos = probe.isConsumed() ? probe.getNanosToWaitForReset() : probe.getNanosToWaitForRefill();
        return new Standing(kind, limit(kind), probe.isConsumed(), probe.getRemainingTokens(), Duration.ofNanos(nanos));
    }

    /** Whether one more would be within the limit; counts nothing, and remembers nobody. */
    Standing look(LimitKind kind, String caller) {
        Bucket bucket = buckets.getIfPresent(new Counted(kind, caller));
        if (bucket == null) {
            return new Standing(kind, limit(kind), true, limit(kind).most(), Duration.ZERO);
        }
        EstimationProbe probe = bucket.estimateAbilityToConsume(1);
        return new Standing(
                kind,
                limit(kind),
                probe.canBeConsumed(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private RateLimit limit(LimitKind kind) {
        RateLimit limit = limits.get(kind);
        if (limit == null) {
            throw new IllegalStateException("no limit for " + kind);
        }
        return limit;
    }

    private Bucket bucket(LimitKind kind, String caller) {
        return buckets.get(new Counted(kind, caller), counted -> {
            RateLimit limit = limit(kind);
            return Bucket.builder()
                    .withCustomTimePrecision(time)
                    .addLimit(bandwidth -> bandwidth.capacity(limit.most()).refillGreedy(limit.most(), limit.per()))
                    .build();
        });
    }
}
