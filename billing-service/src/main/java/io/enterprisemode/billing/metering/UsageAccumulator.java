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

        /** The counters of the period in order of time, this one among them. */
        private List<Counter> period = List.of(this);

        long used;
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
         * As it is stored: of SUM and COUNT what earlier parts used; of UNIQUE_COUNT the values of the period that were
         * not seen in this part.
         */
        long elsewhere;

        Counter(Meter meter, CounterKey key, Instant periodEnd, @Nullable UsageLimit limit, boolean over) {
            this(meter, key, periodEnd, limit, Long.MAX_VALUE, over);
        }

        /** @param share what may be used in the part before later parts are held to it */
        Counter(Meter meter, CounterKey key, Instant periodEnd, @Nullable UsageLimit limit, long share, boolean over) {
            this.meter = meter;
            this.key = key;
            this.periodEnd = periodEnd;
            this.ofPlan = limit;
            this.share = share;
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
            boolean isSummedUp =
                    switch (meter.aggregation()) {
                        case SUM, COUNT -> true;
                        case MAX, LATEST, UNIQUE_COUNT -> false;
                    };
            return hasSiblings() && isSummedUp
                    ? OtherParts.of(meter.aggregation(), carriedNow(), sum(other -> other != this))
                    : OtherParts.of(meter.aggregation(), carry, elsewhere);
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

        private long sum(Predicate<Counter> isCounted) {
            long sum = 0;
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
                        note(carriedNow(), sum(other -> other.key.periodStart().isBefore(key.periodStart())));
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

        /** Whether events were counted in the part itself; if not, the two below mean nothing. */
        boolean hasEvents;

        /** The greatest quantity of these events. */
        long greatest;

        /** The quantity of the last of these events. */
        long last;

        @Nullable
        Instant latestAt;

        /** The last of these events. */
        @Nullable
        EventOrder latest;

        long added;
        long addedUnbilled;
        long addedEvents;
        private boolean isCarriedAnew;

        WorkspaceCounter(WorkspaceCounterKey key) {
            this.key = key;
        }

        /** The level that it carries into the next part. */
        private long carriedOn() {
            return hasEvents ? last : carried;
        }

        /** The greatest quantity of its events where something was carried besides; null otherwise. */
        @Nullable
        Long ownQuantity() {
            return hasEvents && carried != 0 ? Long.valueOf(greatest) : null;
        }

        /** The quantity of its last event; null without one. */
        @Nullable
        Long latestQuantity() {
            return hasEvents ? Long.valueOf(last) : null;
        }

        private long level(Aggregation aggregation) {
            if (!hasEvents) {
                return carried;
            }
            return aggregation == Aggregation.MAX ? Math.max(carried, greatest) : last;
        }

        private void add(UsageEvent event, boolean isLast) {
            greatest = hasEvents ? Math.max(greatest, event.quantity()) : event.quantity();
            last = isLast ? event.quantity() : last;
            hasEvents = true;
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

    /** Notes that a value was seen before. */
    void known(ValueKey value) {
        knownValues.add(value);
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
        long delta = delta(event, receivedAt, key, ofWorkspace);
        long after;
        try {
            after = Math.addExact(counter.used, delta);
        } catch (ArithmeticException e) {
            return new Decision.Refused(Refusal.COUNTER_OVERFLOW);
        }
        UsageLimit limit = counter.limit();
        if (!backfill && limit != null && grows(event, counter, delta)) {
            if (!limit.admits(saturatedSum(after, counter.reserved))) {
                refuse(counter, limit);
                return new Decision.Refused(Refusal.LIMIT_REACHED);
            }
        }
        add(event, receivedAt, counter, ofWorkspace, delta, after);
        addToHour(event, receivedAt);
        return new Decision.Counted();
    }

    /** Whether it takes more of the limit than what was granted to it; a value takes it once in a period. */
    private boolean grows(UsageEvent event, Counter counter, long delta) {
        UUID value = event.value();
        return delta > granted.getOrDefault(event.key(), 0L)
                && (value == null
                        || event.meter().aggregation() != Aggregation.UNIQUE_COUNT
                        || isNewInPeriod(counter, value));
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
                here.carried = before.carriedOn();
                here.isCarriedAnew = true;
                long change = here.level(aggregation) - here.quantity;
                here.quantity += change;
                here.added += change;
                if (change != 0) {
                    each.used = Math.addExact(each.used, change);
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
            case LATEST -> isLater(event, receivedAt, ofWorkspace) ? event.quantity() - ofWorkspace.quantity : 0;
            case UNIQUE_COUNT -> isNew(key, event.value()) ? 1 : 0;
        };
    }

    private static boolean isLater(UsageEvent event, Instant receivedAt, WorkspaceCounter ofWorkspace) {
        return ofWorkspace.latest == null
                || new EventOrder(event.time(), receivedAt, event.key()).compareTo(ofWorkspace.latest) >= 0;
    }

    private boolean isNew(CounterKey key, @Nullable UUID value) {
        if (value == null) {
            throw new IllegalStateException("an event of a UNIQUE_COUNT meter has a value");
        }
        ValueKey valueKey = new ValueKey(key, value);
        return !knownValues.contains(valueKey) && !newValues.contains(valueKey);
    }

    private void add(
            UsageEvent event,
            Instant receivedAt,
            Counter counter,
            WorkspaceCounter ofWorkspace,
            long delta,
            long after) {
        boolean unbilled = backfill && counter.over;
        counter.used = after;
        counter.events++;
        counter.changed = true;
        ofWorkspace.quantity += delta;
        ofWorkspace.added += delta;
        ofWorkspace.addedEvents++;
        if (unbilled) {
            counter.unbilled += delta;
            ofWorkspace.addedUnbilled += delta;
        }
        if (ofWorkspace.latestAt == null || event.time().isAfter(ofWorkspace.latestAt)) {
            ofWorkspace.latestAt = event.time();
        }
        switch (event.meter().aggregation()) {
            case MAX, LATEST -> {
                boolean isLast = isLater(event, receivedAt, ofWorkspace);
                if (isLast) {
                    ofWorkspace.latest = new EventOrder(event.time(), receivedAt, event.key());
                }
                ofWorkspace.add(event, isLast);
                carryLevels(counter, event.workspaceId());
            }
            case UNIQUE_COUNT -> addValue(counter, Objects.requireNonNull(event.value()));
            case SUM, COUNT -> {}
        }
        noteReachedThresholds(counter);
    }

    private void addValue(Counter counter, UUID value) {
        if (!isNew(counter.key, value)) {
            return;
        }
        boolean isNewInPeriod = isNewInPeriod(counter, value);
        newValues.add(new ValueKey(counter.key, value));
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
