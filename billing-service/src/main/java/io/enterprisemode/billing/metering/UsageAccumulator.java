package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.OtherParts;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one organization, one after another, against counters that no other transaction changes
 * meanwhile, and decides for each whether the limit admits it. SUM, COUNT, MAX and LATEST are taken per workspace and
 * added up; UNIQUE_COUNT counts over the whole organization, and a value is counted for the workspace that sent it
 * first.
 */
final class UsageAccumulator {

    /** Names the counter of a workspace within that of its organization. */
    record WorkspaceCounterKey(CounterKey counter, UUID workspaceId) {}

    /** Names a value that a UNIQUE_COUNT meter has seen. */
    record ValueKey(CounterKey counter, UUID value) {}

    /** Names the hour of a workspace. */
    record HourKey(short meter, Instant hour, UUID workspaceId) {}

    /** Names the hour of a workspace for one value of a property. */
    record GroupKey(HourKey hour, String property, String value) {}

    /** A notice about a limit, which is sent once in a period. */
    sealed interface Notice {

        Counter counter();

        UsageLimit limit();

        /** What is used when the notice is made. */
        long used();
    }

    /** A threshold that was reached. */
    record ThresholdReached(Counter counter, UsageLimit limit, LimitThreshold threshold, long used) implements Notice {}

    /** An event was refused by a limit, for the first time. */
    record LimitRefusal(Counter counter, UsageLimit limit, long used) implements Notice {}

    /** What the counting of an event led to. */
    sealed interface Decision {

        /** Counted. */
        record Counted() implements Decision {}

        /** Not counted. */
        record Refused(Refusal refusal) implements Decision {}
    }

    /** A counter of an organization in a usage period, or in a part of it with one plan. */
    static final class Counter {

        final Meter meter;
        final CounterKey key;
        final Instant periodEnd;
        /** Whether the period is over: there are no more notices about its thresholds, and backfills are not billed. */
        final boolean over;

        /** The limits of the plan; null: it says nothing of the meter. */
        private final @Nullable UsageLimit ofPlan;

        /** What may be used in the part before later parts are held to it; what is beyond is carried. */
        private final long share;

        /** What may be used in all parts of the period, so that no plan of it charges more than an amount can hold. */
        private final long bound;

        /** The counters of the period in order of time, this one among them. */
        private List<Counter> period = List.of(this);

        long used;
        /** What is used without it is billable; below 0 where a later backfill has lowered a level of LATEST. */
        long unbilled;

        long events;
        /** The thresholds that were reached so far. */
        final Set<LimitThreshold> reached = EnumSet.noneOf(LimitThreshold.class);

        boolean refused;
        boolean changed;
        /** What is held for usage to come, by others than the events of this accumulator. */
        long reserved;
        /** How many reservations that is. */
        long reservations;
        /** Until then something may be held; null: nothing was. */
        @Nullable
        Instant reservedUntil;

        /** What is carried from earlier parts, as it is stored. */
        long carry;

        /**
         * As it is stored: of SUM and COUNT what earlier parts used, and an ended subscription; of UNIQUE_COUNT the
         * values of the period that were not seen in this part.
         */
        long elsewhere;

        Counter(Meter meter, CounterKey key, Instant periodEnd, @Nullable UsageLimit limit, boolean over) {
            this(meter, key, periodEnd, limit, Long.MAX_VALUE, limit == null ? Long.MAX_VALUE : limit.bound(), over);
        }

        /**
         * A counter with nothing counted yet.
         *
         * @param share what may be used in the part before later parts are held to it
         * @param bound what may be used in the whole period, whatever the limits
         */
        Counter(
                Meter meter,
                CounterKey key,
                Instant periodEnd,
                @Nullable UsageLimit limit,
                long share,
                long bound,
                boolean over) {
            this.meter = meter;
            this.key = key;
            this.periodEnd = periodEnd;
            this.ofPlan = limit;
            this.share = share;
            this.bound = bound;
            this.over = over;
        }

        /** The limits, with what other parts of the period use now; null: the plan says nothing of the meter. */
        @Nullable
        UsageLimit limit() {
            return ofPlan == null ? null : ofPlan.with(others());
        }

        /** Whether the period has several parts. */
        boolean hasSiblings() {
            return period.size() > 1;
        }

        private OtherParts others() {
            boolean isStored = !hasSiblings()
                    || switch (meter.aggregation()) {
                        case UNIQUE_COUNT -> true;
                        case SUM, COUNT, MAX, LATEST -> false;
                    };
            return isStored
                    ? OtherParts.of(meter.aggregation(), carry, elsewhere)
                    : OtherParts.of(meter.aggregation(), carriedNow(), usedElsewhere(other -> other != this));
        }

        /** What the usage of the part may grow to. */
        long most() {
            long most = Math.max(0, bound - others().elsewhere());
            return ofPlan == null ? most : Math.min(most, ofPlan.with(others()).most());
        }

        /** Whether all parts together would use more than a number can hold if this one used so much. */
        private boolean wouldOverflow(long quantity) {
            return quantity > Long.MAX_VALUE - others().elsewhere();
        }

        /** Whether all parts together would use more than can be charged if this one used so much. */
        private boolean isBeyondBound(long quantity) {
            return quantity > bound - others().elsewhere();
        }

        /** What an ended subscription left is carried by the first part. */
        private long carriedNow() {
            long carried = period.getFirst().carry;
            for (Counter earlier : period) {
                if (earlier == this) {
                    break;
                }
                carried = saturatedSum(carried, Math.max(0, earlier.used - earlier.share));
            }
            return carried;
        }

        /** By parts of the period, and by an ended subscription, which the first part knows. */
        private long usedElsewhere(Predicate<Counter> isCounted) {
            long sum = period.getFirst().elsewhere;
            for (Counter each : period) {
                if (isCounted.test(each)) {
                    sum = saturatedSum(sum, each.used);
                }
            }
            return sum;
        }

        /** Sets what is stored of other parts to what they use now. */
        private void noteOtherParts() {
            switch (meter.aggregation()) {
                case SUM, COUNT -> {
                    if (this != period.getFirst()) {
                        note(
                                carriedNow(),
                                usedElsewhere(other -> other.key.periodStart().isBefore(key.periodStart())));
                    }
                }
                case UNIQUE_COUNT -> note(0, valuesOfPeriod() - used);
                case MAX, LATEST -> {}
            }
        }

        /** A counter that was made just now knows of no other part. */
        private long valuesOfPeriod() {
            return period.stream()
                    .mapToLong(each -> saturatedSum(each.used, each.elsewhere))
                    .max()
                    .orElseThrow();
        }

        private void note(long carriedToIt, long usedElsewhere) {
            if (carry != carriedToIt || elsewhere != usedElsewhere) {
                carry = carriedToIt;
                elsewhere = usedElsewhere;
                changed = true;
            }
        }

        /** Whether the limit admits that much more, in addition to what is used and held. */
        boolean admitsMore(long quantity) {
            long taken = saturatedSum(used, reserved);
            UsageLimit limit = limit();
            return quantity <= Long.MAX_VALUE - taken && (limit == null || limit.admits(taken + quantity));
        }

        LimitStatus standing() {
            return LimitStatus.of(used, reserved, limit());
        }
    }

    /**
     * The counter of a workspace within that of its organization: its quantity, and what was added to it. Of MAX and
     * LATEST it begins with the level carried into the part.
     */
    static final class WorkspaceCounter {

        final WorkspaceCounterKey key;
        long quantity;

        /** The level carried into the part. */
        long carried;

        /** Of MAX and LATEST: the events that were counted in the part itself. */
        OwnEvents own = new OwnEvents();

        /** The billable ones of these events; null: all of them are. */
        @Nullable
        OwnEvents billable;

        @Nullable
        Instant latestAt;

        long added;
        long addedUnbilled;
        long addedEvents;
        private boolean isCarriedAnew;

        WorkspaceCounter(WorkspaceCounterKey key) {
            this.key = key;
        }

        /** The level that it carries into the next part. */
        private long carriedOn() {
            return own.isEmpty() ? carried : own.last();
        }

        /** The greatest quantity of its events where something was carried besides; null otherwise. */
        @Nullable
        Long ownQuantity() {
            return !own.isEmpty() && carried != 0 ? Long.valueOf(own.greatest()) : null;
        }

        /** The quantity of its last event; null without one. */
        @Nullable
        Long latestQuantity() {
            return own.isEmpty() ? null : Long.valueOf(own.last());
        }

        private long level(Aggregation aggregation) {
            return level(aggregation, own);
        }

        private long billableLevel(Aggregation aggregation) {
            return level(aggregation, billableEvents());
        }

        private OwnEvents billableEvents() {
            OwnEvents apart = billable;
            return apart == null ? own : apart;
        }

        private long level(Aggregation aggregation, OwnEvents events) {
            if (events.isEmpty()) {
                return carried;
            }
            return aggregation == Aggregation.MAX ? Math.max(carried, events.greatest()) : events.last();
        }

        /** How much a billable event adds to the billable level. */
        private long billableGrowth(UsageEvent event, Instant receivedAt) {
            long level = billableLevel(event.meter().aggregation());
            return switch (event.meter().aggregation()) {
                case MAX -> Math.max(0, event.quantity() - level);
                case LATEST -> billableEvents().isLater(event, receivedAt) ? event.quantity() - level : 0;
                case SUM, COUNT, UNIQUE_COUNT -> 0;
            };
        }

        /** From the first event on that is not billed, the billable ones are kept apart. */
        private void add(UsageEvent event, Instant receivedAt, boolean unbilled) {
            if (unbilled && billable == null) {
                billable = own.copy();
            }
            if (!unbilled && billable != null) {
                billable.add(event, receivedAt);
            }
            own.add(event, receivedAt);
        }
    }

    /**
     * What was added to the hour of a workspace: for MAX and LATEST the quantity itself, to be compared with what is
     * there.
     */
    static final class Hour {

        final HourKey key;
        final Meter meter;
        long quantity;
        long events;
        Instant latestAt;

        /** Of LATEST meters: the event whose quantity it is. */
        @Nullable
        EventOrder latest;

        Hour(HourKey key, Meter meter, Instant latestAt) {
            this.key = key;
            this.meter = meter;
            this.latestAt = latestAt;
        }

        private void add(UsageEvent event, Instant receivedAt) {
            quantity = switch (meter.aggregation()) {
                case SUM -> Math.addExact(quantity, event.quantity());
                case COUNT -> quantity + 1;
                case MAX -> Math.max(quantity, event.quantity());
                case LATEST -> later(new EventOrder(event.time(), receivedAt, event.key()), event.quantity());
                // The number of new values is known to the table of values only.
                case UNIQUE_COUNT -> 0;
            };
            events++;
            if (event.time().isAfter(latestAt)) {
                latestAt = event.time();
            }
        }

        /** Adds what came later, or to another value that is kept under the same one. */
        void add(Hour other) {
            quantity = switch (meter.aggregation()) {
                case SUM, COUNT -> Math.addExact(quantity, other.quantity);
                case MAX -> Math.max(quantity, other.quantity);
                case LATEST -> later(other.latest, other.quantity);
                case UNIQUE_COUNT -> 0;
            };
            events += other.events;
            if (other.latestAt.isAfter(latestAt)) {
                latestAt = other.latestAt;
            }
        }

        private long later(@Nullable EventOrder other, long otherQuantity) {
            if (other == null || (latest != null && other.compareTo(latest) < 0)) {
                return quantity;
            }
            latest = other;
            return otherQuantity;
        }
    }

    private final boolean backfill;
    private final Map<UUID, Long> granted;
    private final Map<CounterKey, Counter> counters = new HashMap<>();
    private final Map<WorkspaceCounterKey, WorkspaceCounter> workspaceCounters = new HashMap<>();
    private final Map<HourKey, Hour> hours = new HashMap<>();
    private final Map<GroupKey, Hour> groups = new LinkedHashMap<>();
    private final Set<ValueKey> knownValues = new HashSet<>();
    private final Set<ValueKey> newValues = new HashSet<>();
    private final Set<ValueKey> unbilledValues = new HashSet<>();
    private final List<Notice> notices = new ArrayList<>();

    /** @param backfill whether limits refuse nothing */
    UsageAccumulator(boolean backfill) {
        this(backfill, Map.of());
    }

    /**
     * @param backfill whether limits refuse nothing
     * @param granted quantities by the key of their event that are not refused by a limit, as they were reserved
     */
    UsageAccumulator(boolean backfill, Map<UUID, Long> granted) {
        this.backfill = backfill;
        this.granted = Map.copyOf(granted);
    }

    /** Adds a counter as it stands. */
    void put(Counter counter) {
        counters.put(counter.key, counter);
    }

    /** Joins the counters of a usage period with several parts, in order of time. */
    void join(List<Counter> period) {
        List<Counter> joined = List.copyOf(period);
        joined.forEach(counter -> counter.period = joined);
        if (joined.getFirst().meter.aggregation() == Aggregation.UNIQUE_COUNT) {
            joined.forEach(Counter::noteOtherParts);
        }
    }

    /** Sets what counters know of the other parts of their period to what was counted. */
    void noteOtherParts() {
        counters.values().stream().filter(Counter::hasSiblings).forEach(Counter::noteOtherParts);
    }

    /** The counter of a workspace, to be set to what it is. */
    WorkspaceCounter workspaceCounter(WorkspaceCounterKey key) {
        return workspaceCounters.computeIfAbsent(key, WorkspaceCounter::new);
    }

    /**
     * Notes that a value was seen before.
     *
     * @param unbilled whether only by events that are not billed
     */
    void known(ValueKey value, boolean unbilled) {
        knownValues.add(value);
        if (unbilled) {
            unbilledValues.add(value);
        }
    }

    /** Whether a value was seen only by events that are not billed. */
    boolean isUnbilled(ValueKey value) {
        return unbilledValues.contains(value);
    }

    @Nullable
    Counter counter(CounterKey key) {
        return counters.get(key);
    }

    Collection<Counter> counters() {
        return counters.values();
    }

    /** Those of workspaces that something was added to. */
    List<WorkspaceCounter> changedWorkspaceCounters() {
        return workspaceCounters.values().stream()
                .filter(counter -> counter.addedEvents > 0 || counter.isCarriedAnew)
                .toList();
    }

    Collection<Hour> hours() {
        return hours.values();
    }

    /** Hours by value of the properties that meters are grouped by, in the order in which the values came. */
    Map<GroupKey, Hour> groups() {
        return groups;
    }

    /** Values to be stored: those that were not seen before, and those that are billable from now on. */
    Set<ValueKey> newValues() {
        return newValues;
    }

    /** The notices about limits, in the order of the events. */
    List<Notice> notices() {
        return notices;
    }

    /** The same for a meter for which the order of arrival does not matter. */
    Decision count(UsageEvent event, @Nullable CounterKey key) {
        return count(event, event.time(), key);
    }

    /**
     * Counts an event, or refuses it and leaves everything as it was.
     *
     * @param receivedAt when it came in, as it is stored
     * @param key its counter; null for a backfilled event of a time without subscription, which only counts in its hour
     */
    Decision count(UsageEvent event, Instant receivedAt, @Nullable CounterKey key) {
        if (key == null) {
            addToHour(event, receivedAt);
            return new Decision.Counted();
        }
        Counter counter = counters.get(key);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        carryLevels(counter, event.workspaceId());
        WorkspaceCounter ofWorkspace = workspaceCounter(new WorkspaceCounterKey(key, event.workspaceId()));
        Growth growth = growth(event, receivedAt, counter, ofWorkspace);
        Refusal refusal = refusal(event, counter, growth);
        if (refusal != null) {
            return new Decision.Refused(refusal);
        }
        add(event, receivedAt, counter, ofWorkspace, growth);
        addToHour(event, receivedAt);
        return new Decision.Counted();
    }

    /**
     * Why an event is not counted; null: it is. What is too much to be charged is refused whatever was granted, and
     * also to a backfill that is billed.
     */
    private @Nullable Refusal refusal(UsageEvent event, Counter counter, Growth growth) {
        long after;
        long billed;
        try {
            after = Math.addExact(counter.used, growth.all());
            billed = Math.addExact(Math.subtractExact(counter.used, counter.unbilled), growth.billable());
        } catch (ArithmeticException e) {
            return Refusal.COUNTER_OVERFLOW;
        }
        boolean grows = growth.all() > 0 && isNewInPeriod(event, counter);
        if (grows && counter.wouldOverflow(after)) {
            return Refusal.COUNTER_OVERFLOW;
        }
        boolean isGranted = growth.all() <= granted.getOrDefault(event.key(), 0L);
        long held = isGranted ? 0 : counter.reserved;
        boolean isBilledAnew = growth.billable() > 0 && (grows || growth.all() <= 0);
        if (isBilledAnew && counter.isBeyondBound(saturatedSum(billed, held))) {
            return Refusal.CHARGE_TOO_LARGE;
        }
        UsageLimit limit = counter.limit();
        if (grows && !backfill && !isGranted && limit != null && !limit.admits(saturatedSum(after, held))) {
            refuse(counter, limit);
            return Refusal.LIMIT_REACHED;
        }
        return null;
    }

    /**
     * What an event adds to a counter.
     *
     * @param all to what is used
     * @param billable to what of it is billable
     */
    private record Growth(long all, long billable) {}

    private Growth growth(UsageEvent event, Instant receivedAt, Counter counter, WorkspaceCounter ofWorkspace) {
        long all = delta(event, receivedAt, counter.key, ofWorkspace);
        if (isUnbilled(counter)) {
            return new Growth(all, 0);
        }
        return switch (event.meter().aggregation()) {
            case SUM, COUNT -> new Growth(all, all);
            case MAX, LATEST -> new Growth(all, ofWorkspace.billableGrowth(event, receivedAt));
            case UNIQUE_COUNT -> {
                ValueKey value = new ValueKey(counter.key, Objects.requireNonNull(event.value()));
                yield new Growth(all, unbilledValues.contains(value) ? 1 : all);
            }
        };
    }

    /** Whether what is counted now is never billed. */
    private boolean isUnbilled(Counter counter) {
        return backfill && counter.over;
    }

    /** A value takes of a limit once in a period. */
    private boolean isNewInPeriod(UsageEvent event, Counter counter) {
        UUID value = event.value();
        return value == null
                || event.meter().aggregation() != Aggregation.UNIQUE_COUNT
                || isNewInPeriod(counter, value);
    }

    private boolean isNewInPeriod(Counter counter, UUID value) {
        return counter.period.stream().allMatch(each -> isNew(each.key, value));
    }

    /** What is in use in a part of a period is in use in the next ones, until they are told otherwise. */
    private void carryLevels(Counter counter, UUID workspaceId) {
        Aggregation aggregation = counter.meter.aggregation();
        if (!counter.hasSiblings() || (aggregation != Aggregation.MAX && aggregation != Aggregation.LATEST)) {
            return;
        }
        WorkspaceCounter before = null;
        for (Counter each : counter.period) {
            WorkspaceCounter here = workspaceCounter(new WorkspaceCounterKey(each.key, workspaceId));
            if (before != null && before.carriedOn() != here.carried) {
                long billableBefore = here.billableLevel(aggregation);
                here.carried = before.carriedOn();
                here.isCarriedAnew = true;
                long change = here.level(aggregation) - here.quantity;
                long billableChange = here.billableLevel(aggregation) - billableBefore;
                here.quantity += change;
                here.added += change;
                here.addedUnbilled += change - billableChange;
                if (change != 0 || billableChange != 0) {
                    each.used = Math.addExact(each.used, change);
                    each.unbilled += change - billableChange;
                    each.changed = true;
                }
            }
            before = here;
        }
    }

    private static long saturatedSum(long one, long other) {
        return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
    }

    /**
     * A refusal has a notice of its own. What was used before, here or in other parts, may have reached thresholds
     * without a notice yet.
     */
    private void refuse(Counter counter, UsageLimit limit) {
        if (counter.over) {
            return;
        }
        boolean isFirst = !counter.refused;
        counter.refused = true;
        noteReachedThresholds(counter);
        if (isFirst) {
            counter.changed = true;
            notices.add(new LimitRefusal(counter, limit, counter.used));
        }
    }

    private long delta(UsageEvent event, Instant receivedAt, CounterKey key, WorkspaceCounter ofWorkspace) {
        return switch (event.meter().aggregation()) {
            case SUM -> event.quantity();
            case COUNT -> 1;
            case MAX -> Math.max(0, event.quantity() - ofWorkspace.quantity);
            case LATEST -> ofWorkspace.own.isLater(event, receivedAt) ? event.quantity() - ofWorkspace.quantity : 0;
            case UNIQUE_COUNT -> isNew(key, event.value()) ? 1 : 0;
        };
    }

    private boolean isNew(CounterKey key, @Nullable UUID value) {
        if (value == null) {
            throw new IllegalStateException("an event of a UNIQUE_COUNT meter has a value");
        }
        ValueKey valueKey = new ValueKey(key, value);
        return !knownValues.contains(valueKey) && !newValues.contains(valueKey);
    }

    private void add(
            UsageEvent event, Instant receivedAt, Counter counter, WorkspaceCounter ofWorkspace, Growth growth) {
        boolean unbilled = isUnbilled(counter);
        counter.used += growth.all();
        counter.unbilled += growth.all() - growth.billable();
        counter.events++;
        counter.changed = true;
        ofWorkspace.quantity += growth.all();
        ofWorkspace.added += growth.all();
        ofWorkspace.addedUnbilled += growth.all() - growth.billable();
        ofWorkspace.addedEvents++;
        if (ofWorkspace.latestAt == null || event.time().isAfter(ofWorkspace.latestAt)) {
            ofWorkspace.latestAt = event.time();
        }
        switch (event.meter().aggregation()) {
            case MAX, LATEST -> {
                ofWorkspace.add(event, receivedAt, unbilled);
                carryLevels(counter, event.workspaceId());
            }
            case UNIQUE_COUNT -> addValue(counter, Objects.requireNonNull(event.value()), unbilled);
            case SUM, COUNT -> {}
        }
        noteReachedThresholds(counter);
    }

    /**
     * A value that was seen before, but only by what is not billed, is billable for the workspace that says it now:
     * there, what is unbilled may fall below 0.
     */
    private void addValue(Counter counter, UUID value, boolean unbilled) {
        ValueKey valueKey = new ValueKey(counter.key, value);
        if (!isNew(counter.key, value)) {
            if (!unbilled && unbilledValues.remove(valueKey)) {
                newValues.add(valueKey);
            }
            return;
        }
        if (unbilled) {
            unbilledValues.add(valueKey);
        }
        boolean isNewInPeriod = isNewInPeriod(counter, value);
        newValues.add(valueKey);
        if (!isNewInPeriod) {
            counter.elsewhere--;
            return;
        }
        for (Counter other : counter.period) {
            if (other != counter) {
                other.elsewhere++;
                other.changed = true;
            }
        }
    }

    private void noteReachedThresholds(Counter counter) {
        UsageLimit limit = counter.limit();
        if (limit == null || counter.over || (counter.used == 0 && !counter.refused)) {
            return;
        }
        for (LimitThreshold threshold : limit.newlyReached(counter.used, counter.reached)) {
            counter.reached.add(threshold);
            counter.changed = true;
            notices.add(new ThresholdReached(counter, limit, threshold, counter.used));
        }
    }

    private void addToHour(UsageEvent event, Instant receivedAt) {
        HourKey key = new HourKey(event.meter().id(), event.hour(), event.workspaceId());
        hours.computeIfAbsent(key, made -> new Hour(made, event.meter(), event.time()))
                .add(event, receivedAt);
        event.groups()
                .forEach((property, value) -> groups.computeIfAbsent(
                                new GroupKey(key, property, value), made -> new Hour(key, event.meter(), event.time()))
                        .add(event, receivedAt));
    }
}
