package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.ClassifiedBatch.Entry;
import io.enterprisemode.billing.metering.ClassifiedBatch.OrganizationBatch;
import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageAccumulator.Decision;
import io.enterprisemode.billing.metering.UsageAccumulator.Hour;
import io.enterprisemode.billing.metering.UsageAccumulator.HourKey;
import io.enterprisemode.billing.metering.UsageAccumulator.LimitRefusal;
import io.enterprisemode.billing.metering.UsageAccumulator.Notice;
import io.enterprisemode.billing.metering.UsageAccumulator.ThresholdReached;
import io.enterprisemode.billing.metering.UsageAccumulator.ValueKey;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounter;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounterKey;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitReached;
import io.enterprisemode.contracts.billing.LimitRefused;
import io.enterprisemode.contracts.billing.LimitThreshold;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Batches, also of several organizations, in one transaction: claim the identities, lock the counters, decide event by
 * event, write the sums. An event whose identity is taken is compared with what is stored; that comes before any other
 * refusal, so that sending again is always safe.
 *
 * <p>It takes two trips to the database and the commit. The first is built on the cached facts of the organizations and
 * reads the current facts after it has the locks. If they differ, nothing is written and the transaction fails with
 * {@link StaleSnapshotException}.
 */
final class UsageTransaction {

    private static final Logger LOG = Logger.getLogger(UsageTransaction.class);

    private final SqlConnection connection;
    private final UsageStatements statements;
    private final OrganizationCache known;
    private final ClassifiedBatch usage;
    private final LoadedCounters loaded;
    private final Outbox outbox;
    private final AuditTrail audit;

    /** The candidates whose identity was free. */
    private final List<Entry> inserted = new ArrayList<>();

    private final List<Event> limitEvents = new ArrayList<>();

    UsageTransaction(
            SqlConnection connection, OrganizationCache known, ClassifiedBatch usage, Outbox outbox, AuditTrail audit) {
        this.connection = connection;
        this.statements = new UsageStatements(connection);
        this.known = known;
        this.usage = usage;
        this.loaded = new LoadedCounters(connection, known, usage);
        this.outbox = outbox;
        this.audit = audit;
    }

    /** Takes in the batches, as if one after another; the results are in their order. */
    Uni<List<List<UsageResult>>> run() {
        if (usage.named().isEmpty()) {
            return Uni.createFrom().item(usage::answered);
        }
        return claim().chain(this::count)
                .chain(this::saveGroups)
                .chain(() -> outbox.append(connection, limitEvents))
                .map(done -> usage.answered());
    }

    /**
     * The first trip: claims the identities, locks the counters, reads what counting starts from and the facts that
     * were only cached so far, in this order.
     */
    private Uni<Void> claim() {
        Set<OrgScoped<CounterKey>> counters = usage.countersOfPeriods();
        List<Uni<?>> steps = new ArrayList<>();
        boolean allBelieved =
                counters.stream().allMatch(counter -> known.counter(counter.organization(), counter.what()) != null);
        if (!allBelieved) {
            steps.add(create(counters));
        }
        Claimed claimed = new Claimed();
        if (!usage.candidates().isEmpty()) {
            steps.add(statements.insertEvents(usage.newEvents()).invoke(stored -> claimed.events = stored));
        }
        lock(counters, claimed, steps);
        steps.add(requireTrue());
        steps.add(PlanCatalogue.requirePresent(connection, usage.oldestCatalogue()));
        return together(steps)
                .chain(() -> split(claimed.events))
                .chain(() -> {
                    if (claimed.counters == counters.size()) {
                        return Uni.createFrom().voidItem();
                    }
                    List<Uni<?>> again = new ArrayList<>(List.of(create(counters)));
                    lock(counters, claimed, again);
                    again.add(requireTrue());
                    return together(again);
                })
                .chain(loaded::loadReserved);
    }

    /** To be read after the locks: a change of plan holds them until it is committed. */
    private Uni<OrganizationSnapshot> requireTrue() {
        return requireTrue(connection, known, usage);
    }

    /**
     * Fails with {@link StaleSnapshotException} where the facts that usage was sorted by are not those of the database.
     */
    static Uni<OrganizationSnapshot> requireTrue(
            SqlConnection connection, OrganizationCache known, ClassifiedBatch usage) {
        return known.read(connection, usage.organizations(), usage.named()).invoke(read -> {
            if (!read.equals(usage.facts())) {
                throw new StaleSnapshotException();
            }
        });
    }

    /** How many events the first trip has stored, and how many counters it has locked. */
    private static final class Claimed {
        private int events;
        private int counters;
    }

    private Uni<Void> create(Set<OrgScoped<CounterKey>> counters) {
        Map<OrgScoped<CounterKey>, Instant> ends = new HashMap<>();
        counters.forEach(counter -> ends.put(counter, usage.part(counter).end()));
        return statements.createCounters(ends);
    }

    /**
     * Separates the candidates that were stored from those whose identity was taken. The database is asked which were
     * stored only when some were and some were not.
     */
    private Uni<Void> split(int stored) {
        if (stored == usage.candidates().size()) {
            inserted.addAll(usage.candidates().values());
            return Uni.createFrom().voidItem();
        }
        if (stored == 0) {
            usage.probes().addAll(usage.candidates().values());
            return Uni.createFrom().voidItem();
        }
        return statements
                .inserted(List.copyOf(usage.candidates().keySet()))
                .invoke(identities -> usage.candidates()
                        .forEach((identity, candidate) ->
                                (identities.contains(identity) ? inserted : usage.probes()).add(candidate)))
                .replaceWithVoid();
    }

    /** Locks those of the counters that are there, then reads what MAX, LATEST and UNIQUE_COUNT start from. */
    private void lock(Set<OrgScoped<CounterKey>> counters, Claimed claimed, List<Uni<?>> steps) {
        if (counters.isEmpty()) {
            return;
        }
        steps.add(statements.lockCounters(counters).invoke(rows -> {
            claimed.counters = rows.size();
            loaded.take(rows);
        }));
        Set<OrgScoped<WorkspaceCounterKey>> workspaceCounters = new HashSet<>();
        Set<OrgScoped<ValueKey>> values = new HashSet<>();
        for (Entry entry : usage.candidates().values()) {
            CounterKey counter = entry.counter();
            UsageEvent event = entry.event();
            if (counter != null) {
                switch (event.meter().aggregation()) {
                    case MAX, LATEST ->
                        usage.period(entry.owned(counter))
                                .forEach(part -> workspaceCounters.add(
                                        entry.owned(new WorkspaceCounterKey(part.what(), event.workspaceId()))));
                    case UNIQUE_COUNT -> {
                        UUID value = Objects.requireNonNull(event.value());
                        usage.period(entry.owned(counter))
                                .forEach(part -> values.add(entry.owned(new ValueKey(part.what(), value))));
                    }
                    case SUM, COUNT -> {}
                }
            }
        }
        if (!workspaceCounters.isEmpty()) {
            steps.add(statements
                    .workspaceCounters(workspaceCounters)
                    .invoke(rows -> rows.forEach(this::putWorkspaceCounter)));
        }
        if (!values.isEmpty()) {
            steps.add(statements.values(values).invoke(rows -> rows.forEach(this::putValue)));
        }
    }

    private OrganizationBatch organizationBatchOf(Row row) {
        return usage.organizationBatch(row.getUUID("org_id"));
    }

    private void putWorkspaceCounter(Row row) {
        WorkspaceCounter counter = organizationBatchOf(row)
                .accumulator
                .workspaceCounter(
                        new WorkspaceCounterKey(UsageStatements.counterKey(row), row.getUUID("workspace_id")));
        counter.quantity = row.getLong("quantity");
        counter.carried = row.getLong("carried");
        long events = row.getLong("events");
        if (events == 0) {
            return;
        }
        long greatest = or(row.getLong("own_quantity"), counter.quantity);
        counter.latestAt = row.getOffsetDateTime("latest_at").toInstant();
        counter.own = new OwnEvents(
                events,
                greatest,
                or(row.getLong("latest_quantity"), greatest),
                order(counter.latestAt, row.getOffsetDateTime("latest_received_at"), row.getUUID("latest_identity")));
        counter.billable = billable(row, counter.own);
    }

    /** The billable events among those of a workspace; null: all of them are. */
    private static @Nullable OwnEvents billable(Row row, OwnEvents own) {
        Long events = row.getLong("billable_events");
        if (events == null) {
            long unbilled = row.getLong("unbilled");
            return unbilled == 0 ? null : own.without(unbilled);
        }
        return events == 0
                ? new OwnEvents()
                : new OwnEvents(
                        events,
                        row.getLong("billable_quantity"),
                        row.getLong("billable_latest_quantity"),
                        order(
                                row.getOffsetDateTime("billable_latest_at").toInstant(),
                                row.getOffsetDateTime("billable_latest_received_at"),
                                row.getUUID("billable_latest_identity")));
    }

    private static EventOrder order(Instant time, @Nullable OffsetDateTime receivedAt, @Nullable UUID identity) {
        return receivedAt == null || identity == null
                ? EventOrder.ofTime(time)
                : new EventOrder(time, receivedAt.toInstant(), identity);
    }

    private static long or(@Nullable Long known, long otherwise) {
        return known == null ? otherwise : known;
    }

    private void putValue(Row row) {
        organizationBatchOf(row)
                .accumulator
                .known(
                        new ValueKey(UsageStatements.counterKey(row), row.getUUID("value_key")),
                        row.getBoolean("unbilled"));
    }

    /** Counts in the order of the requests, then writes the sums and settles the probes: the second trip. */
    private Uni<Void> count() {
        List<OrgScoped<UUID>> refused = new ArrayList<>();
        List<OrgScoped<UsageEvent>> withValue = new ArrayList<>();
        for (Entry entry : inserted) {
            UsageEvent event = entry.event();
            UsageAccumulator accumulator = entry.organizationBatch().accumulator;
            int saidBefore = accumulator.notices().size();
            switch (accumulator.count(event, entry.receivedAt(), entry.counter())) {
                case Decision.Counted counted -> {
                    entry.settle(UsageResult.of(entry.index(), event, UsageStatus.ACCEPTED, entry.standing()));
                    if (event.value() != null) {
                        withValue.add(entry.owned(event));
                    }
                }
                case Decision.Refused(Refusal refusal) -> {
                    refused.add(entry.identity());
                    entry.settle(UsageResult.refused(entry.index(), event, refusal, entry.standing()));
                }
            }
            accumulator.notices().stream().skip(saidBefore).forEach(notice -> announce(entry.request().batch, notice));
        }
        if (withValue.isEmpty()) {
            return together(writes(refused));
        }
        return statements.saveHourValues(withValue).invoke(this::countNewValues).chain(() -> together(writes(refused)));
    }

    private Uni<Void> saveGroups() {
        List<Uni<?>> steps = new ArrayList<>();
        for (OrganizationBatch organizationBatch : usage.organizationBatches()) {
            if (!organizationBatch.accumulator.groups().isEmpty()) {
                steps.add(new GroupStatements(connection, organizationBatch.organization)
                        .save(organizationBatch.accumulator));
            }
        }
        return together(steps);
    }

    /** Each value that was not in the hour adds one to it. */
    private void countNewValues(List<OrgScoped<HourKey>> hoursOfNewValues) {
        Map<OrgScoped<HourKey>, Hour> hours = new HashMap<>();
        usage.all(organizationBatch -> organizationBatch.accumulator.hours())
                .forEach(hour -> hours.put(new OrgScoped<>(hour.organization(), hour.what().key), hour.what()));
        for (OrgScoped<HourKey> key : hoursOfNewValues) {
            Hour hour = hours.get(key);
            if (hour != null && hour.meter.aggregation() == Aggregation.UNIQUE_COUNT) {
                hour.quantity++;
            }
        }
    }

    private List<Uni<?>> writes(List<OrgScoped<UUID>> refused) {
        List<Uni<?>> steps = new ArrayList<>();
        if (!refused.isEmpty()) {
            steps.add(statements.deleteEvents(refused));
        }
        usage.organizationBatches().forEach(organization -> organization.accumulator.noteOtherParts());
        List<OrgScoped<Counter>> counters =
                usage.all(organizationBatch -> organizationBatch.accumulator.counters().stream()
                        .filter(counter -> counter.changed)
                        .toList());
        if (!counters.isEmpty()) {
            counters.forEach(counter -> known.put(counter.organization(), counter.what()));
            steps.add(statements.saveCounters(counters, usage.latest()));
        }
        List<OrgScoped<WorkspaceCounter>> workspaceCounters =
                usage.all(organizationBatch -> organizationBatch.accumulator.changedWorkspaceCounters());
        if (!workspaceCounters.isEmpty()) {
            steps.add(statements.saveWorkspaceCounters(workspaceCounters));
        }
        List<OrgScoped<ValueKey>> values = usage.all(organizationBatch -> organizationBatch.accumulator.newValues());
        if (!values.isEmpty()) {
            steps.add(statements.saveValues(
                    values,
                    value -> usage.organizationBatch(value.organization())
                            .accumulator
                            .isUnbilled(value.what())));
        }
        hoursByAggregation().forEach((aggregation, hours) -> steps.add(statements.saveHours(aggregation, hours)));
        if (!usage.probes().isEmpty()) {
            steps.add(statements
                    .sameAsStored(usage.probes().stream()
                            .map(probe -> probe.owned(probe.event()))
                            .toList())
                    .invoke(usage::settleProbes));
        }
        return steps;
    }

    private Map<Aggregation, List<OrgScoped<Hour>>> hoursByAggregation() {
        Map<Aggregation, List<OrgScoped<Hour>>> hours = new EnumMap<>(Aggregation.class);
        for (OrgScoped<Hour> hour : usage.all(organizationBatch -> organizationBatch.accumulator.hours())) {
            hours.computeIfAbsent(hour.what().meter.aggregation(), aggregation -> new ArrayList<>())
                    .add(hour);
        }
        return hours;
    }

    private void announce(UsageBatch batch, Notice notice) {
        switch (notice) {
            case ThresholdReached reached -> announce(batch, limitReached(batch, reached));
            case LimitRefusal refusal -> announce(batch, refused(batch, refusal));
        }
    }

    private void announce(UsageBatch batch, LimitRefused refused) {
        LOG.infof(
                "organization %s was refused usage of %s at %d of %d",
                refused.organizationId(), refused.meter(), refused.used(), refused.limitQuantity());
        limitEvents.add(outbox.event(EventTypes.LIMIT_REFUSED, refused, batch.traceparent()));
        limitEvents.add(audit.event(batch.organizationId(), recorded(refused)));
    }

    private static LimitRefused refused(UsageBatch batch, LimitRefusal refusal) {
        Counter counter = refusal.counter();
        return new LimitRefused(
                batch.organizationId(),
                counter.meter.code(),
                refusal.limit().behaviour(),
                refusal.limit().most(),
                refusal.used(),
                counter.key.periodStart(),
                counter.periodEnd,
                batch.receivedAt());
    }

    private static AuditEntry recorded(LimitRefused refused) {
        return new AuditEntry(
                AuditCategory.USAGE,
                AuditSeverity.WARNING,
                "billing.limit.refused",
                new Target("meter", refused.meter(), null),
                AuditOutcome.SUCCESS,
                Map.of(
                        "behaviour", refused.behaviour().name(),
                        "limit", refused.limitQuantity(),
                        "used", refused.used(),
                        "periodStart", refused.periodStart().toString()));
    }

    private void announce(UsageBatch batch, LimitReached reached) {
        LOG.infof(
                "organization %s reached the %s limit of %s: %d of %d",
                reached.organizationId(),
                reached.threshold(),
                reached.meter(),
                reached.used(),
                reached.limitQuantity());
        limitEvents.add(outbox.event(EventTypes.LIMIT_REACHED, reached, batch.traceparent()));
        limitEvents.add(audit.event(batch.organizationId(), recorded(reached)));
    }

    private static LimitReached limitReached(UsageBatch batch, ThresholdReached reached) {
        UsageLimit limit = reached.limit();
        Counter counter = reached.counter();
        return new LimitReached(
                batch.organizationId(),
                counter.meter.code(),
                reached.threshold(),
                limit.behaviour(),
                switch (reached.threshold()) {
                    case SOFT -> limit.soft();
                    case HARD -> limit.included();
                    case CAP -> Objects.requireNonNull(limit.cap());
                },
                reached.used(),
                counter.key.periodStart(),
                counter.periodEnd,
                batch.receivedAt());
    }

    private static AuditEntry recorded(LimitReached reached) {
        return new AuditEntry(
                AuditCategory.USAGE,
                reached.threshold() == LimitThreshold.SOFT ? AuditSeverity.INFO : AuditSeverity.WARNING,
                "billing.limit.reached",
                new Target("meter", reached.meter(), null),
                AuditOutcome.SUCCESS,
                Map.of(
                        "threshold", reached.threshold().name(),
                        "behaviour", reached.behaviour().name(),
                        "limit", reached.limitQuantity(),
                        "used", reached.used(),
                        "periodStart", reached.periodStart().toString()));
    }

    /** Sends statements pipelined: without waiting for the answers in between. */
    static Uni<Void> together(List<Uni<?>> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.combine().all().unis(steps).discardItems();
    }
}
