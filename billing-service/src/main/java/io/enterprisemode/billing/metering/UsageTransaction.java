package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageTally.Counter;
import io.enterprisemode.billing.metering.UsageTally.CounterKey;
import io.enterprisemode.billing.metering.UsageTally.Crossing;
import io.enterprisemode.billing.metering.UsageTally.Decision;
import io.enterprisemode.billing.metering.UsageTally.PartKey;
import io.enterprisemode.billing.metering.UsageTally.ValueKey;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.LimitReached;
import io.enterprisemode.contracts.billing.LimitThreshold;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One batch in one transaction: claim the identities, lock the counters, decide event by event, write the sums. An event whose identity is
 * taken is compared with what is stored; that comes before any other refusal, so that sending again is always safe.
 */
final class UsageTransaction {

    private static final Logger LOG = Logger.getLogger(UsageTransaction.class);
    private static final long BACKFILL_YEARS = 2;

    /**
     * An event on its way through the transaction.
     *
     * @param counter null: no subscription at its time
     * @param refusal why it cannot be taken in unless it was before; null: it can
     */
    private record Entry(
            int index,
            UsageEvent event,
            @Nullable CounterKey counter,
            @Nullable Refusal refusal) {}

    private final UsageStatements statements;
    private final LiveSubscription subscriptions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final UsageBatch batch;

    private final UsageTally tally;
    private final @Nullable UsageResult[] results;
    /** The first event of each identity, of those that can be taken in. */
    private final Map<UUID, Entry> candidates = new LinkedHashMap<>();
    /** The others whose identity may be taken. */
    private final List<Entry> probes = new ArrayList<>();

    /** The candidates whose identity was free. */
    private final List<Entry> inserted = new ArrayList<>();

    private final Map<CounterKey, Instant> periodEnds = new HashMap<>();
    private @Nullable SubscriptionTerms terms;

    UsageTransaction(
            UsageStatements statements,
            LiveSubscription subscriptions,
            Outbox outbox,
            AuditTrail audit,
            UsageBatch batch) {
        this.statements = statements;
        this.subscriptions = subscriptions;
        this.outbox = outbox;
        this.audit = audit;
        this.batch = batch;
        this.tally = new UsageTally(batch.backfill());
        this.results = new UsageResult[batch.events().size()];
    }

    Uni<List<UsageResult>> run(SqlConnection connection) {
        Set<UUID> named = new HashSet<>();
        for (Received received : batch.events()) {
            if (received instanceof Received.Legible(UsageEvent event)) {
                named.add(event.workspaceId());
            }
        }
        if (named.isEmpty()) {
            sort(Map.of());
            return Uni.createFrom().item(this::answered);
        }
        return Uni.combine()
                .all()
                .unis(subscriptions.find(connection, batch.organizationId()), statements.workspaces(named))
                .withUni((found, teams) -> {
                    terms = found.orElse(null);
                    sort(teams);
                    return takeIn();
                })
                .chain(() -> outbox.append(connection, limitEvents()))
                .chain(this::compare)
                .map(done -> answered());
    }

    /** Settles what needs no database any more, and sorts the rest into candidates and probes. */
    private void sort(Map<UUID, UUID> teamsByWorkspace) {
        BillingPeriod last = null;
        for (int index = 0; index < results.length; index++) {
            switch (batch.events().get(index)) {
                case Received.Illegible illegible -> results[index] = UsageResult.illegible(index, illegible);
                case Received.Legible(UsageEvent event) -> {
                    UUID team = teamsByWorkspace.get(event.workspaceId());
                    if (team == null
                            || !batch.reach()
                                    .covers(NodePath.workspace(batch.organizationId(), team, event.workspaceId()))) {
                        results[index] = UsageResult.refused(index, event, Refusal.UNKNOWN_WORKSPACE, null);
                        continue;
                    }
                    if (last == null || !last.contains(event.time())) {
                        last = periodAt(event.time());
                    }
                    sort(new Entry(index, event, counter(event, last), refusal(event, last)));
                }
            }
        }
    }

    private void sort(Entry entry) {
        if (entry.refusal() != null || candidates.putIfAbsent(entry.event().key(), entry) != null) {
            probes.add(entry);
        }
    }

    private @Nullable BillingPeriod periodAt(Instant time) {
        SubscriptionTerms known = terms;
        return known == null ? null : known.periodAt(time).orElse(null);
    }

    private @Nullable CounterKey counter(UsageEvent event, @Nullable BillingPeriod period) {
        if (period == null) {
            return null;
        }
        CounterKey key = new CounterKey(event.meter().id(), period.start());
        periodEnds.put(key, period.end());
        return key;
    }

    private @Nullable Refusal refusal(UsageEvent event, @Nullable BillingPeriod period) {
        if (UsageWindow.isTooFarAhead(event.time(), batch.receivedAt())) {
            return Refusal.TIME_IN_FUTURE;
        }
        if (batch.backfill()) {
            Instant earliest = batch.receivedAt()
                    .atOffset(ZoneOffset.UTC)
                    .minusYears(BACKFILL_YEARS)
                    .toInstant();
            return event.time().isBefore(earliest) ? Refusal.TIME_TOO_OLD : null;
        }
        if (UsageWindow.isTooOld(event.time(), batch.receivedAt())) {
            return Refusal.TIME_TOO_OLD;
        }
        if (period == null || terms == null) {
            return Refusal.NO_SUBSCRIPTION;
        }
        return terms.entitles() ? null : Refusal.SUBSCRIPTION_SUSPENDED;
    }

    /** Claims the identities, locks the counters and reads what counting starts from, all on one way to the database and in this order. */
    private Uni<Void> takeIn() {
        if (candidates.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<UsageEvent> events = candidates.values().stream()
                .map(Entry::event)
                .sorted(Comparator.comparing(UsageEvent::key))
                .toList();
        List<CounterKey> counters = candidates.values().stream()
                .map(Entry::counter)
                .filter(Objects::nonNull)
                .distinct()
                .sorted(Comparator.comparingInt(CounterKey::meter).thenComparing(CounterKey::periodStart))
                .toList();
        return Uni.combine()
                .all()
                .unis(statements.insertEvents(events), lock(counters))
                .withUni((keys, locked) -> {
                    split(keys);
                    return locked == counters.size()
                            ? Uni.createFrom().voidItem()
                            : statements
                                    .createCounters(counters, periodEnds)
                                    .chain(() -> lock(counters))
                                    .replaceWithVoid();
                })
                .map(locked -> countAll())
                .chain(refused -> statements.save(tally, refused, counted()));
    }

    private void split(Set<UUID> insertedKeys) {
        for (Entry candidate : candidates.values()) {
            (insertedKeys.contains(candidate.event().key()) ? inserted : probes).add(candidate);
        }
    }

    private List<UsageEvent> counted() {
        return inserted.stream()
                .filter(entry -> Objects.requireNonNull(results[entry.index()]).status() == UsageStatus.ACCEPTED)
                .map(Entry::event)
                .toList();
    }

    /** Locks those of the counters that are there, then reads what MAX, LATEST and UNIQUE_COUNT start from; answers how many are there. */
    private Uni<Integer> lock(List<CounterKey> counters) {
        if (counters.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        Set<PartKey> parts = new HashSet<>();
        Set<ValueKey> values = new HashSet<>();
        for (Entry entry : candidates.values()) {
            CounterKey counter = entry.counter();
            UsageEvent event = entry.event();
            if (counter != null) {
                switch (event.meter().aggregation()) {
                    case MAX, LATEST -> parts.add(new PartKey(counter, event.workspaceId()));
                    case UNIQUE_COUNT -> values.add(new ValueKey(counter, Objects.requireNonNull(event.value())));
                    case SUM, COUNT -> {}
                }
            }
        }
        return Uni.combine()
                .all()
                .unis(
                        statements.lockCounters(counters),
                        statements.loadParts(tally, List.copyOf(parts)),
                        statements.loadValues(tally, List.copyOf(values)))
                .with((rows, partsLoaded, valuesLoaded) -> {
                    rows.forEach(row -> tally.put(counter(row)));
                    return rows.size();
                });
    }

    private Counter counter(Row row) {
        Meter meter = batch.catalogue().meter(row.getShort("meter_id"));
        Instant periodEnd = row.getOffsetDateTime("period_end").toInstant();
        Counter counter = new Counter(
                meter,
                new CounterKey(meter.id(), row.getOffsetDateTime("period_start").toInstant()),
                periodEnd,
                limit(meter),
                !periodEnd.isAfter(batch.receivedAt()));
        counter.used = row.getLong("used");
        counter.unbilled = row.getLong("unbilled");
        counter.events = row.getLong("events");
        counter.softReached = row.getBoolean("soft_reached");
        counter.hardReached = row.getBoolean("hard_reached");
        return counter;
    }

    private @Nullable UsageLimit limit(Meter meter) {
        SubscriptionTerms known = Objects.requireNonNull(terms);
        return batch.catalogue()
                .version(known.plan(), known.planVersion())
                .allowance(meter.code())
                .map(allowance -> UsageLimit.of(allowance, known.interval()))
                .orElse(null);
    }

    /** Counts in the order of the request; answers the keys of the events that were refused after all. */
    private List<UUID> countAll() {
        List<UUID> refused = new ArrayList<>();
        for (Entry entry : inserted) {
            UsageEvent event = entry.event();
            results[entry.index()] = switch (tally.count(event, entry.counter())) {
                case Decision.Counted counted ->
                    UsageResult.of(entry.index(), event, UsageStatus.ACCEPTED, standing(entry));
                case Decision.Refused(Refusal refusal) -> {
                    refused.add(event.key());
                    yield UsageResult.refused(entry.index(), event, refusal, standing(entry));
                }
            };
        }
        return refused;
    }

    private @Nullable Standing standing(Entry entry) {
        CounterKey key = entry.counter();
        Counter counter = key == null ? null : tally.counter(key);
        return counter == null ? null : counter.standing();
    }

    private List<Event> limitEvents() {
        List<Event> events = new ArrayList<>();
        for (Crossing crossing : tally.crossings()) {
            LimitReached reached = reached(crossing);
            LOG.infof(
                    "organization %s reached the %s limit of %s: %d of %d",
                    reached.organizationId(),
                    reached.threshold(),
                    reached.meter(),
                    reached.used(),
                    reached.limitQuantity());
            events.add(outbox.event(EventTypes.LIMIT_REACHED, reached, batch.traceparent()));
            events.add(audit.event(batch.organizationId(), recorded(reached)));
        }
        return events;
    }

    private LimitReached reached(Crossing crossing) {
        UsageLimit limit = crossing.limit();
        Counter counter = crossing.counter();
        return new LimitReached(
                batch.organizationId(),
                counter.meter.code(),
                crossing.threshold(),
                limit.behaviour(),
                switch (crossing.threshold()) {
                    case SOFT -> limit.soft();
                    case HARD -> limit.included();
                },
                crossing.used(),
                counter.key.periodStart(),
                counter.periodEnd,
                batch.receivedAt());
    }

    private static AuditEntry recorded(LimitReached reached) {
        return new AuditEntry(
                AuditCategory.USAGE,
                reached.threshold() == LimitThreshold.HARD ? AuditSeverity.WARNING : AuditSeverity.INFO,
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

    /** Settles the events whose identity was not free, by what is stored under it now. */
    private Uni<Void> compare() {
        if (probes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return statements
                .sameAsStored(probes.stream().map(Entry::event).toList())
                .invoke(this::settle)
                .replaceWithVoid();
    }

    private void settle(Map<Integer, Boolean> sameByPosition) {
        for (int position = 0; position < probes.size(); position++) {
            Entry probe = probes.get(position);
            Boolean same = sameByPosition.get(position);
            results[probe.index()] = same == null
                    ? UsageResult.refused(probe.index(), probe.event(), refusalOf(probe), standing(probe))
                    : UsageResult.of(
                            probe.index(),
                            probe.event(),
                            same ? UsageStatus.DUPLICATE : UsageStatus.CONFLICT,
                            standing(probe));
        }
    }

    /** Of an event whose identity is free after all: its own, or that of the event of this batch that had it first. */
    private Refusal refusalOf(Entry probe) {
        Refusal own = probe.refusal();
        if (own != null) {
            return own;
        }
        Entry first = Objects.requireNonNull(candidates.get(probe.event().key()));
        UsageResult result = Objects.requireNonNull(results[first.index()]);
        return Refusal.of(Objects.requireNonNull(result.reason()));
    }

    private List<UsageResult> answered() {
        List<UsageResult> answered = new ArrayList<>(results.length);
        for (UsageResult result : results) {
            answered.add(Objects.requireNonNull(result));
        }
        return answered;
    }
}
