package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.LimitState;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has subscribed to.
 *
 * @param startedAt anchor of the billing cycle; may lie ahead
 * @param plans at least one, in order of time; the last one may lie some minutes ahead
 * @param automatic the automatic plan of the organization, with monthly periods, until {@code startedAt}; null: none
 */
public record SubscriptionTerms(
        UUID id,
        BillingInterval interval,
        SubscriptionStatus status,
        Instant startedAt,
        List<PlanSpan> plans,
        @Nullable PlanSpan automatic) {

    public SubscriptionTerms {
        plans = List.copyOf(plans);
        if (plans.isEmpty()) {
            throw new IllegalArgumentException("a subscription has a plan: " + id);
        }
        for (int i = 1; i < plans.size(); i++) {
            if (!plans.get(i - 1).startsAt().isBefore(plans.get(i).startsAt())) {
                throw new IllegalArgumentException("the plans are not in order of time: " + plans);
            }
        }
        if (automatic != null && !automatic.startsAt().isBefore(startedAt)) {
            throw new IllegalArgumentException("the automatic plan ends before it starts: " + automatic);
        }
    }

    /** Those of an organization that had no plan before. */
    public SubscriptionTerms(
            UUID id, BillingInterval interval, SubscriptionStatus status, Instant startedAt, List<PlanSpan> plans) {
        this(id, interval, status, startedAt, plans, null);
    }

    /** The billing period that contains the instant; empty before the subscription starts. */
    public Optional<BillingPeriod> periodAt(Instant at) {
        return BillingPeriods.containing(startedAt, interval, at);
    }

    /**
     * The part of a period that contains the instant, by which usage is counted and limited; before the subscription
     * starts, that of the automatic plan; empty where there is none.
     */
    public Optional<PlanPart> partAt(Instant at) {
        PlanSpan before = automatic;
        if (before != null && at.isBefore(startedAt)) {
            return BillingPeriods.containing(before.startsAt(), BillingInterval.MONTH, at)
                    .map(period -> new PlanPart(
                            period,
                            period.start(),
                            earlier(period.end(), startedAt),
                            before.plan(),
                            before.planVersion()));
        }
        return periodAt(at)
                .flatMap(period -> partsOf(period).stream()
                        .filter(part -> part.contains(at))
                        .findFirst());
    }

    /** The parts of a period in order of time; they follow each other without a gap. */
    public List<PlanPart> partsOf(BillingPeriod period) {
        List<PlanPart> parts = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            PlanSpan span = plans.get(i);
            Instant start = i == 0 ? period.start() : later(span.startsAt(), period.start());
            Instant end = i + 1 < plans.size() ? earlier(plans.get(i + 1).startsAt(), period.end()) : period.end();
            if (start.isBefore(end)) {
                parts.add(new PlanPart(period, start, end, span.plan(), span.planVersion()));
            }
        }
        return parts;
    }

    /** The parts of the period that a part is of, in order of time. */
    public List<PlanPart> partsAround(PlanPart part) {
        return part.isWhole() || part.start().isBefore(startedAt) ? List.of(part) : partsOf(part.period());
    }

    /** The interval of the period that the part is of. */
    public BillingInterval intervalOf(PlanPart part) {
        return part.start().isBefore(startedAt) ? BillingInterval.MONTH : interval;
    }

    /** The plan in force at an instant; before the start, the automatic one, else the first one. */
    public PlanSpan planAt(Instant at) {
        PlanSpan before = automatic;
        if (before != null && at.isBefore(startedAt)) {
            return before;
        }
        return plans.stream()
                .filter(span -> !span.startsAt().isAfter(at))
                .reduce((older, newer) -> newer)
                .orElse(plans.getFirst());
    }

    /** The plan that was chosen last; it may come into force some minutes from now. */
    public PlanSpan latestPlan() {
        return plans.getLast();
    }

    /**
     * The state of what is used of a meter relative to its limit.
     *
     * @param limit null: the plan says nothing of the meter
     */
    public LimitState stateOf(long used, @Nullable UsageLimit limit) {
        return entitles() || limit == null ? LimitState.of(used, limit) : LimitState.BLOCKED;
    }

    /** Whether the state of the subscription admits usage. */
    public boolean entitles() {
        return entitles(status);
    }

    static boolean entitles(SubscriptionStatus status) {
        return switch (status) {
            case TRIALING, ACTIVE, PAST_DUE -> true;
            case SUSPENDED, CANCELED -> false;
        };
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
