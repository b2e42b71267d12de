package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Meter;
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
import java.util.Set;
import java.util.UUID;
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

    /** A counter of an organization in a period. */
    static final class Counter {

        final Meter meter;
        final CounterKey key;
        final Instant periodEnd;
        final @Nullable UsageLimit limit;
        /** Whether the period is over: there are no more notices about its thresholds, and backfills are not billed. */
        final boolean over;

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

        Counter(Meter meter, CounterKey key, Instant periodEnd, @Nullable UsageLimit limit, boolean over) {
            this.meter = meter;
            this.key = key;
            this.periodEnd = periodEnd;
            this.limit = limit;
            this.over = over;
        }

        /** Whether the limit admits that much more, in addition to what is used and held. */
        boolean admitsMore(long quantity) {
            long taken = saturatedSum(used, reserved);
            return quantity <= Long.MAX_VALUE - taken && (limit == null || limit.admits(taken + quantity));
        }

        LimitStatus standing() {
            return LimitStatus.of(used, reserved, limit);
        }
    }

    /** The counter of a workspace within that of its organization: its quantity, and what was added to it. */
    static final class WorkspaceCounter {

        final WorkspaceCounterKey key;
        long quantity;

        @Nullable
        Instant latestAt;

        /** Of LATEST meters: the event whose quantity it is. */
        @Nullable
        EventOrder latest;

        long added;
        long addedUnbilled;
        long addedEvents;

        WorkspaceCounter(WorkspaceCounterKey key) {
            this.key = key;
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
                .filter(counter -> counter.addedEvents > 0)
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
        WorkspaceCounter ofWorkspace = workspaceCounter(new WorkspaceCounterKey(key, event.workspaceId()));
        long delta = delta(event, receivedAt, key, ofWorkspace);
        long after;
        try {
            after = Math.addExact(counter.used, delta);
        } catch (ArithmeticException e) {
            return new Decision.Refused(Refusal.COUNTER_OVERFLOW);
        }
        UsageLimit limit = counter.limit;
        if (!backfill && limit != null && delta > granted.getOrDefault(event.key(), 0L)) {
            if (!limit.admits(saturatedSum(after, counter.reserved))) {
                refuse(counter, limit);
                return new Decision.Refused(Refusal.LIMIT_REACHED);
            }
        }
        add(event, receivedAt, counter, ofWorkspace, delta, after);
        addToHour(event, receivedAt);
        return new Decision.Counted();
    }

    private static long saturatedSum(long one, long other) {
        return other > Long.MAX_VALUE - one ? Long.MAX_VALUE : one + other;
    }

    /** A refusal has a notice of its own. What was used before may have reached thresholds without a notice yet. */
    private void refuse(Counter counter, UsageLimit limit) {
        noteReachedThresholds(counter);
        if (!counter.over && !counter.refused) {
            counter.refused = true;
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
        if (event.meter().aggregation() == Aggregation.LATEST && isLater(event, receivedAt, ofWorkspace)) {
            ofWorkspace.latest = new EventOrder(event.time(), receivedAt, event.key());
        }
        UUID value = event.value();
        if (value != null && isNew(counter.key, value)) {
            newValues.add(new ValueKey(counter.key, value));
        }
        noteReachedThresholds(counter);
    }

    private void noteReachedThresholds(Counter counter) {
        UsageLimit limit = counter.limit;
        if (limit == null || counter.over || counter.used == 0) {
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
