package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.LimitState;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has subscribed to: which plan holds when, by which usage is counted and limited. What waits and
 * takes effect where a usage period ends by itself is in it already, so that it holds from that instant on.
 *
 * @param revision of the subscription: terms of the same revision are the same
 * @param calendar its usage periods
 * @param plans at least one, in order of time
 * @param automatic the automatic plan of the organization, with monthly periods, until the subscription begins; null:
 *     none
 * @param previous the subscription that ended before this one began, of which usage may still come in; null: none
 */
public record SubscriptionTerms(
        UUID id,
        SubscriptionStatus status,
        long revision,
        UsageCalendar calendar,
        List<PlanSpan> plans,
        @Nullable PlanSpan automatic,
        @Nullable SubscriptionTerms previous) {

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
        if (automatic != null && !automatic.startsAt().isBefore(calendar.begin())) {
            throw new IllegalArgumentException("the automatic plan ends before it starts: " + automatic);
        }
    }

    /** The usage period that contains the instant; empty before the subscription begins and after its end. */
    public Optional<UsagePeriod> periodAt(Instant at) {
        return calendar.periodAt(at);
    }

    /**
     * The part of a period that contains the instant, by which usage is counted and limited; before the subscription
     * begins, that of the automatic plan or of the subscription before; empty where there is none.
     */
    public Optional<PlanPart> partAt(Instant at) {
        if (!at.isBefore(calendar.begin())) {
            return periodAt(at)
                    .flatMap(period -> partsOf(period).stream()
                            .filter(part -> part.contains(at))
                            .findFirst());
        }
        PlanSpan before = automatic;
        if (before != null) {
            return new UsageCalendar(before.startsAt(), before.startsAt(), null, calendar.begin(), null)
                    .periodAt(at)
                    .map(period ->
                            new PlanPart(period, period.start(), period.end(), before.plan(), before.planVersion()));
        }
        return previous == null ? Optional.empty() : previous.partAt(at);
    }

    /** The parts of a period of this subscription in order of time; they follow each other without a gap. */
    public List<PlanPart> partsOf(UsagePeriod period) {
        boolean isTrial = calendar.isTrial(period);
        return period.parts(plans).stream()
                .map(part -> new PlanPart(
                        period,
                        part.start(),
                        part.end(),
                        part.plan().plan(),
                        part.plan().version(),
                        isTrial))
                .toList();
    }

    /** The parts of the period that a part is of, in order of time. */
    public List<PlanPart> partsAround(PlanPart part) {
        if (part.isWhole()) {
            return List.of(part);
        }
        if (!part.start().isBefore(calendar.begin())) {
            return partsOf(part.period());
        }
        return automatic != null || previous == null ? List.of(part) : previous.partsAround(part);
    }

    /** The plan in force at an instant; before the begin, the automatic one, else the first one. */
    public PlanSpan planAt(Instant at) {
        PlanSpan before = automatic;
        if (before != null && at.isBefore(calendar.begin())) {
            return before;
        }
        return plans.stream()
                .filter(span -> !span.startsAt().isAfter(at))
                .reduce((older, newer) -> newer)
                .orElse(plans.getFirst());
    }

    /**
     * The state of what is used of a meter relative to its limit.
     *
     * @param limit null: the plan says nothing of the meter
     */
    public LimitState stateOf(long used, @Nullable UsageLimit limit) {
        return entitles() || limit == null ? LimitState.of(used, limit) : LimitState.BLOCKED;
    }

    /** Whether the state of the subscription admits usage of the times that it has a plan for. */
    public boolean entitles() {
        return entitles(status);
    }

    static boolean entitles(SubscriptionStatus status) {
        return switch (status) {
            case TRIALING, ACTIVE, PAST_DUE, CANCELED -> true;
            case SUSPENDED -> false;
        };
    }
}
