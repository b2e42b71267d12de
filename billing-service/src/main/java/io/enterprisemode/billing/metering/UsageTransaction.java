package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.OrganizationFacts.Workspace;
import io.enterprisemode.billing.metering.UsageStatements.NewEvent;
import io.enterprisemode.billing.metering.UsageTally.Counter;
import io.enterprisemode.billing.metering.UsageTally.CounterKey;
import io.enterprisemode.billing.metering.UsageTally.Crossing;
import io.enterprisemode.billing.metering.UsageTally.Decision;
import io.enterprisemode.billing.metering.UsageTally.Hour;
import io.enterprisemode.billing.metering.UsageTally.HourKey;
import io.enterprisemode.billing.metering.UsageTally.Part;
import io.enterprisemode.billing.metering.UsageTally.PartKey;
import io.enterprisemode.billing.metering.UsageTally.ValueKey;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitReached;
import io.enterprisemode.contracts.billing.LimitThreshold;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Batches, also of several organizations, in one transaction: claim the identities, lock the counters, decide event by event, write the sums.
 * An event whose identity is taken is compared with what is stored; that comes before any other refusal, so that sending again is always safe.
 *
 * <p>It takes two trips to the database and the commit. The first is built on what is believed of the organizations and reads the truth after it
 * has the locks; where they differ, nothing is written and {@link Outdated} says so.
 */
final class UsageTransaction {

    private static final Logger LOG = Logger.getLogger(UsageTransaction.class);

    /** The facts the transaction was built on are not those of the database; they are known better now. */
    static final class Outdated extends RuntimeException {

        Outdated() {
            super("what was believed of an organization is out of date", null, false, false);
        }
    }

    /** A batch and its results so far. */
    private static final class Request {

        private final UsageBatch batch;
        private final Books books;
        private final @Nullable UsageResult[] results;

        private Request(UsageBatch batch, Books books) {
            this.batch = batch;
            this.books = books;
            this.results = new UsageResult[batch.events().size()];
        }
    }

    /** What is counted of one organization. */
    private static final class Books {

        private final UUID organization;
        private final @Nullable SubscriptionTerms terms;
        private final UsageTally tally;
        private Instant receivedAt;
        private Catalogue catalogue;
        private @Nullable PlanPart lastPart;

        private Books(UsageBatch first, @Nullable SubscriptionTerms terms) {
            this.organization = first.organizationId();
            this.terms = terms;
            this.tally = new UsageTally(first.backfill(), first.reserved());
            this.receivedAt = first.receivedAt();
            this.catalogue = first.catalogue();
        }

        private void take(UsageBatch batch) {
            if (batch.receivedAt().isAfter(receivedAt)) {
                receivedAt = batch.receivedAt();
                catalogue = batch.catalogue();
            }
        }

        private @Nullable PlanPart partAt(Instant time) {
            PlanPart last = lastPart;
            if (last != null && last.contains(time)) {
                return last;
            }
            SubscriptionTerms known = terms;
            lastPart = known == null ? null : known.partAt(time).orElse(null);
            return lastPart;
        }

        private @Nullable UsageLimit limit(Meter meter, PlanPart part) {
            SubscriptionTerms known = Objects.requireNonNull(terms);
            return catalogue
                    .version(part.plan(), part.planVersion())
                    .allowance(meter.code())
                    .map(allowance -> UsageLimit.of(allowance, known.interval(), part.granted()))
                    .orElse(null);
        }
    }

    /**
     * An event on its way through the transaction.
     *
     * @param counter null: no subscription at its time
     * @param refusal why it cannot be taken in unless it was before; null: it can
     */
    private record Entry(
            Request request,
            int index,
            UsageEvent event,
            @Nullable CounterKey counter,
            @Nullable Refusal refusal) {

        Books books() {
            return request.books;
        }

        Owned<UUID> identity() {
            return owned(event.key());
        }

        <T> Owned<T> owned(T what) {
            return new Owned<>(request.books.organization, what);
        }

        void settle(UsageResult result) {
            request.results[index] = result;
        }
    }

    private final SqlConnection connection;
    private final UsageStatements statements;
    private final KnownOrganizations known;
    private final OrganizationFacts facts;
    private final UsageRetention retention;
    private final Outbox outbox;
    private final AuditTrail audit;

    private final Map<UUID, Books> booksByOrganization = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final Set<Workspace> named = new HashSet<>();
    /** The first event of each identity, of those that can be taken in. */
    private final Map<Owned<UUID>, Entry> candidates = new LinkedHashMap<>();
    /** The others whose identity may be taken. */
    private final List<Entry> probes = new ArrayList<>();

    /** The candidates whose identity was free. */
    private final List<Entry> inserted = new ArrayList<>();

    private final Map<Owned<CounterKey>, PlanPart> parts = new HashMap<>();
    /** Of the counters, those on which something may be reserved. */
    private final Map<UUID, List<Counter>> reserved = new HashMap<>();

    private final List<Event> limitEvents = new ArrayList<>();

    UsageTransaction(
            SqlConnection connection,
            KnownOrganizations known,
            OrganizationFacts facts,
            UsageRetention retention,
            Outbox outbox,
            AuditTrail audit) {
        this.connection = connection;
        this.statements = new UsageStatements(connection);
        this.known = known;
        this.facts = facts;
        this.retention = retention;
        this.outbox = outbox;
        this.audit = audit;
    }

    /** Takes in the batches, as if one after another; the results are in their order. */
    Uni<List<List<UsageResult>>> run(List<UsageBatch> batches) {
        for (UsageBatch batch : batches) {
            Books books = booksByOrganization.computeIfAbsent(
                    batch.organizationId(), organization -> new Books(batch, facts.terms(organization)));
            books.take(batch);
            Request request = new Request(batch, books);
            requests.add(request);
            sort(request);
        }
        if (named.isEmpty()) {
            return Uni.createFrom().item(this::answered);
        }
        return claim().chain(this::count)
                .chain(this::saveGroups)
                .chain(() -> outbox.append(connection, limitEvents))
                .map(done -> answered());
    }

    /** Settles what needs no database, and sorts the rest into candidates and probes. */
    private void sort(Request request) {
        UsageBatch batch = request.batch;
        UUID organization = batch.organizationId();
        boolean everywhere = batch.reach() instanceof Reach.WholeOrganization;
        for (int index = 0; index < batch.events().size(); index++) {
            switch (batch.events().get(index)) {
                case Received.Illegible illegible -> request.results[index] = UsageResult.illegible(index, illegible);
                case Received.Legible(UsageEvent event) -> {
                    named.add(new Workspace(organization, event.workspaceId()));
                    UUID team = facts.team(organization, event.workspaceId());
                    if (team == null
                            || !(everywhere
                                    || batch.reach()
                                            .covers(NodePath.workspace(organization, team, event.workspaceId())))) {
                        request.results[index] = UsageResult.refused(index, event, Refusal.UNKNOWN_WORKSPACE, null);
                        continue;
                    }
                    PlanPart part = request.books.partAt(event.time());
                    sort(new Entry(
                            request, index, event, counter(request, event, part), refusal(request, event, part)));
                }
            }
        }
    }

    private void sort(Entry entry) {
        if (entry.refusal() != null || candidates.putIfAbsent(entry.identity(), entry) != null) {
            probes.add(entry);
        }
    }

    private @Nullable CounterKey counter(Request request, UsageEvent event, @Nullable PlanPart part) {
        if (part == null) {
            return null;
        }
        CounterKey key = new CounterKey(event.meter().id(), part.start());
        parts.put(new Owned<>(request.books.organization, key), part);
        return key;
    }

    private @Nullable Refusal refusal(Request request, UsageEvent event, @Nullable PlanPart part) {
        UsageBatch batch = request.batch;
        SubscriptionTerms terms = request.books.terms;
        if (UsageWindow.isTooFarAhead(event.time(), batch.receivedAt())) {
            return Refusal.TIME_IN_FUTURE;
        }
        if (batch.backfill()) {
            Instant earliest = retention.earliest(batch.receivedAt());
            return event.time().isBefore(earliest) ? Refusal.TIME_TOO_OLD : null;
        }
        if (UsageWindow.isTooOld(event.time(), batch.receivedAt())) {
            return Refusal.TIME_TOO_OLD;
        }
        if (part == null || terms == null) {
            return Refusal.NO_SUBSCRIPTION;
        }
        return terms.entitles() ? null : Refusal.SUBSCRIPTION_SUSPENDED;
    }

    /**
     * The first trip: claims the identities, locks the counters, reads what counting starts from and what was only believed so far, in this
     * order.
     */
    private Uni<Void> claim() {
        Set<Owned<CounterKey>> counters = new HashSet<>();
        for (Entry entry : candidates.values()) {
            if (entry.counter() != null) {
                counters.add(entry.owned(entry.counter()));
            }
        }
        List<Uni<?>> steps = new ArrayList<>();
        boolean allBelieved =
                counters.stream().allMatch(counter -> known.hasCounter(counter.organization(), counter.what()));
        if (!allBelieved) {
            steps.add(create(counters));
        }
        Claimed claimed = new Claimed();
        if (!candidates.isEmpty()) {
            steps.add(statements.insertEvents(newEvents()).invoke(stored -> claimed.events = stored));
        }
        lock(counters, claimed, steps);
        steps.add(requireTrue());
        steps.add(PlanCatalogue.requirePresent(connection, oldestCatalogue()));
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
                .chain(this::loadReserved);
    }

    /** To be read after the locks: a change of plan holds them until it is committed. */
    private Uni<OrganizationFacts> requireTrue() {
        Set<UUID> organizations = new HashSet<>();
        named.forEach(workspace -> organizations.add(workspace.organizationId()));
        return known.read(connection, organizations, named).invoke(read -> {
            if (!read.equals(facts)) {
                throw new Outdated();
            }
        });
    }

    private Catalogue oldestCatalogue() {
        return requests.stream()
                .map(request -> request.batch.catalogue())
                .min(Comparator.comparingLong(Catalogue::revision))
                .orElseThrow();
    }

    private Uni<Void> loadReserved() {
        List<Uni<?>> steps = new ArrayList<>();
        reserved.forEach(
                (organization, counters) -> steps.add(new HeldQuantities(connection, organization).load(counters)));
        return together(steps);
    }

    /** How much of what was asked for the first trip has got. */
    private static final class Claimed {
        private int events;
        private int counters;
    }

    private Uni<Void> create(Set<Owned<CounterKey>> counters) {
        Map<Owned<CounterKey>, Instant> ends = new HashMap<>();
        counters.forEach(counter ->
                ends.put(counter, Objects.requireNonNull(parts.get(counter)).end()));
        return statements.createCounters(ends);
    }

    private List<NewEvent> newEvents() {
        List<NewEvent> events = new ArrayList<>(candidates.size());
        for (Entry entry : candidates.values()) {
            UsageBatch batch = entry.request().batch;
            events.add(new NewEvent(batch.organizationId(), entry.event(), batch.receivedAt(), batch.backfill()));
        }
        return events;
    }

    /** Tells the candidates that were stored from those whose identity was taken; which, is only asked when some were. */
    private Uni<Void> split(int stored) {
        if (stored == candidates.size()) {
            inserted.addAll(candidates.values());
            return Uni.createFrom().voidItem();
        }
        if (stored == 0) {
            probes.addAll(candidates.values());
            return Uni.createFrom().voidItem();
        }
        return statements
                .inserted(List.copyOf(candidates.keySet()))
                .invoke(identities -> candidates.forEach(
                        (identity, candidate) -> (identities.contains(identity) ? inserted : probes).add(candidate)))
                .replaceWithVoid();
    }

    /** Locks those of the counters that are there, then reads what MAX, LATEST and UNIQUE_COUNT start from. */
    private void lock(Set<Owned<CounterKey>> counters, Claimed claimed, List<Uni<?>> steps) {
        if (counters.isEmpty()) {
            return;
        }
        steps.add(statements.lockCounters(counters).invoke(rows -> {
            claimed.counters = rows.size();
            reserved.clear();
            rows.forEach(this::put);
        }));
        Set<Owned<PartKey>> parts = new HashSet<>();
        Set<Owned<ValueKey>> values = new HashSet<>();
        for (Entry entry : candidates.values()) {
            CounterKey counter = entry.counter();
            UsageEvent event = entry.event();
            if (counter != null) {
                switch (event.meter().aggregation()) {
                    case MAX, LATEST -> parts.add(entry.owned(new PartKey(counter, event.workspaceId())));
                    case UNIQUE_COUNT ->
                        values.add(entry.owned(new ValueKey(counter, Objects.requireNonNull(event.value()))));
                    case SUM, COUNT -> {}
                }
            }
        }
        if (!parts.isEmpty()) {
            steps.add(statements.parts(parts).invoke(rows -> rows.forEach(this::putPart)));
        }
        if (!values.isEmpty()) {
            steps.add(statements.values(values).invoke(rows -> rows.forEach(this::putValue)));
        }
    }

    private Books booksOf(Row row) {
        return Objects.requireNonNull(booksByOrganization.get(row.getUUID("org_id")));
    }

    private void put(Row row) {
        Books books = booksOf(row);
        Meter meter = books.catalogue.meter(row.getShort("meter_id"));
        CounterKey key = UsageStatements.counterKey(row);
        PlanPart part = Objects.requireNonNull(parts.get(new Owned<>(books.organization, key)));
        boolean over = !part.period().end().isAfter(books.receivedAt);
        Counter counter = new Counter(meter, key, part.end(), books.limit(meter, part), over);
        counter.used = row.getLong("used");
        counter.unbilled = row.getLong("unbilled");
        counter.events = row.getLong("events");
        counter.softReached = row.getBoolean("soft_reached");
        counter.hardReached = row.getBoolean("hard_reached");
        counter.capReached = row.getBoolean("cap_reached");
        if (row.getBoolean("reserved")) {
            reserved.computeIfAbsent(books.organization, organization -> new ArrayList<>())
                    .add(counter);
        }
        books.tally.put(counter);
        known.counterIsThere(books.organization, counter.key);
    }

    private void putPart(Row row) {
        Part part = booksOf(row).tally.part(new PartKey(UsageStatements.counterKey(row), row.getUUID("workspace_id")));
        part.quantity = row.getLong("quantity");
        part.latestAt = row.getOffsetDateTime("latest_at").toInstant();
    }

    private void putValue(Row row) {
        booksOf(row).tally.known(new ValueKey(UsageStatements.counterKey(row), row.getUUID("value_key")));
    }

    /** Counts in the order of the requests, then writes the sums and settles the probes: the second trip. */
    private Uni<Void> count() {
        List<Owned<UUID>> refused = new ArrayList<>();
        List<Owned<UsageEvent>> withValue = new ArrayList<>();
        for (Entry entry : inserted) {
            UsageEvent event = entry.event();
            UsageTally tally = entry.books().tally;
            int crossedBefore = tally.crossings().size();
            switch (tally.count(event, entry.counter())) {
                case Decision.Counted counted -> {
                    entry.settle(UsageResult.of(entry.index(), event, UsageStatus.ACCEPTED, standing(entry)));
                    if (event.value() != null) {
                        withValue.add(entry.owned(event));
                    }
                }
                case Decision.Refused(Refusal refusal) -> {
                    refused.add(entry.identity());
                    entry.settle(UsageResult.refused(entry.index(), event, refusal, standing(entry)));
                }
            }
            tally.crossings().stream().skip(crossedBefore).forEach(crossing -> tell(entry, crossing));
        }
        if (withValue.isEmpty()) {
            return together(writes(refused));
        }
        return statements.saveHourValues(withValue).invoke(this::countNewValues).chain(() -> together(writes(refused)));
    }

    private Uni<Void> saveGroups() {
        List<Uni<?>> steps = new ArrayList<>();
        for (Books books : booksByOrganization.values()) {
            if (!books.tally.groups().isEmpty()) {
                steps.add(new GroupStatements(connection, books.organization).save(books.tally));
            }
        }
        return together(steps);
    }

    /** Each value that was not in the hour adds one to it. */
    private void countNewValues(List<Owned<HourKey>> hoursOfNewValues) {
        Map<Owned<HourKey>, Hour> hours = new HashMap<>();
        all(books -> books.tally.hours())
                .forEach(hour -> hours.put(new Owned<>(hour.organization(), hour.what().key), hour.what()));
        for (Owned<HourKey> key : hoursOfNewValues) {
            Hour hour = hours.get(key);
            if (hour != null && hour.meter.aggregation() == Aggregation.UNIQUE_COUNT) {
                hour.quantity++;
            }
        }
    }

    private List<Uni<?>> writes(List<Owned<UUID>> refused) {
        List<Uni<?>> steps = new ArrayList<>();
        if (!refused.isEmpty()) {
            steps.add(statements.deleteEvents(refused));
        }
        List<Owned<Counter>> counters = all(books -> books.tally.counters().stream()
                .filter(counter -> counter.changed)
                .toList());
        if (!counters.isEmpty()) {
            steps.add(statements.saveCounters(counters, latest()));
        }
        List<Owned<Part>> parts = all(books -> books.tally.changedParts());
        if (!parts.isEmpty()) {
            steps.add(statements.saveParts(parts));
        }
        List<Owned<ValueKey>> values = all(books -> books.tally.newValues());
        if (!values.isEmpty()) {
            steps.add(statements.saveValues(values));
        }
        hoursByAggregation().forEach((aggregation, hours) -> steps.add(statements.saveHours(aggregation, hours)));
        if (!probes.isEmpty()) {
            steps.add(statements
                    .sameAsStored(probes.stream()
                            .map(probe -> probe.owned(probe.event()))
                            .toList())
                    .invoke(this::settle));
        }
        return steps;
    }

    private Map<Aggregation, List<Owned<Hour>>> hoursByAggregation() {
        Map<Aggregation, List<Owned<Hour>>> hours = new EnumMap<>(Aggregation.class);
        for (Owned<Hour> hour : all(books -> books.tally.hours())) {
            hours.computeIfAbsent(hour.what().meter.aggregation(), aggregation -> new ArrayList<>())
                    .add(hour);
        }
        return hours;
    }

    private <T> List<Owned<T>> all(Function<Books, Collection<T>> ofOne) {
        List<Owned<T>> all = new ArrayList<>();
        for (Books books : booksByOrganization.values()) {
            for (T what : ofOne.apply(books)) {
                all.add(new Owned<>(books.organization, what));
            }
        }
        return all;
    }

    private Instant latest() {
        return requests.stream()
                .map(request -> request.batch.receivedAt())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private static @Nullable Standing standing(Entry entry) {
        CounterKey key = entry.counter();
        Counter counter = key == null ? null : entry.books().tally.counter(key);
        return counter == null ? null : counter.standing();
    }

    private void tell(Entry entry, Crossing crossing) {
        UsageBatch batch = entry.request().batch;
        LimitReached reached = reached(batch, crossing);
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

    private static LimitReached reached(UsageBatch batch, Crossing crossing) {
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
                    case CAP -> Objects.requireNonNull(limit.cap());
                },
                crossing.used(),
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

    /** Settles the events whose identity was not free, by what is stored under it now. */
    private void settle(Map<Integer, Boolean> sameByPosition) {
        for (int position = 0; position < probes.size(); position++) {
            Entry probe = probes.get(position);
            Boolean same = sameByPosition.get(position);
            probe.settle(
                    same == null
                            ? UsageResult.refused(probe.index(), probe.event(), refusalOf(probe), standing(probe))
                            : UsageResult.of(
                                    probe.index(),
                                    probe.event(),
                                    same ? UsageStatus.DUPLICATE : UsageStatus.CONFLICT,
                                    standing(probe)));
        }
    }

    /** Of an event whose identity is free after all: its own, or that of the event of its request that had it first. */
    private Refusal refusalOf(Entry probe) {
        Refusal own = probe.refusal();
        if (own != null) {
            return own;
        }
        Entry first = Objects.requireNonNull(candidates.get(probe.identity()));
        UsageResult result = first.request().results[first.index()];
        if (result == null || result.reason() == null) {
            // What had the identity was dropped between two statements: the whole is done again.
            throw new Outdated();
        }
        return Refusal.of(result.reason());
    }

    private List<List<UsageResult>> answered() {
        List<List<UsageResult>> answers = new ArrayList<>(requests.size());
        for (Request request : requests) {
            List<UsageResult> answer = new ArrayList<>(request.results.length);
            for (UsageResult result : request.results) {
                answer.add(Objects.requireNonNull(result));
            }
            answers.add(answer);
        }
        return answers;
    }

    /** Sends statements one behind the other without waiting for the answers in between. */
    private static Uni<Void> together(List<Uni<?>> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.combine().all().unis(steps).discardItems();
    }
}
