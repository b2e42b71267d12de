package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one transaction, with their events sorted by what is to be done with them according to the snapshot of
 * the organizations. Events that need no database are settled; the results of all events are collected here.
 */
final class ClassifiedBatch {

    /** A batch and its results so far. */
    static final class Request {

        final UsageBatch batch;
        final OrganizationBatch organizationBatch;
        private final @Nullable UsageResult[] results;

        private Request(UsageBatch batch, OrganizationBatch organizationBatch) {
            this.batch = batch;
            this.organizationBatch = organizationBatch;
            this.results = new UsageResult[batch.events().size()];
        }
    }

    /** What is counted of one organization. */
    static final class OrganizationBatch {

        final UUID organization;
        final @Nullable SubscriptionTerms terms;
        final UsageAccumulator accumulator;
        private Instant receivedAt;
        private Catalogue catalogue;
        private @Nullable PlanPart lastPart;

        private OrganizationBatch(UsageBatch first, @Nullable SubscriptionTerms terms) {
            this.organization = first.organizationId();
            this.terms = terms;
            this.accumulator = new UsageAccumulator(first.backfill(), first.reserved());
            this.receivedAt = first.receivedAt();
            this.catalogue = first.catalogue();
        }

        private void take(UsageBatch batch) {
            if (batch.receivedAt().isAfter(receivedAt)) {
                receivedAt = batch.receivedAt();
                catalogue = batch.catalogue();
            }
        }

        Meter meter(short id) {
            return catalogue.meter(id);
        }

        /** A counter of the part, with nothing counted yet. */
        Counter counter(Meter meter, CounterKey key, PlanPart part) {
            Allowance allowance = catalogue
                    .version(part.plan(), part.planVersion())
                    .allowance(meter.code())
                    .orElse(null);
            return new Counter(
                    meter,
                    key,
                    part.end(),
                    allowance == null ? null : part.limit(allowance, meter.aggregation()),
                    part.share(allowance, meter.aggregation()),
                    bound(meter, part),
                    !part.period().end().isAfter(receivedAt));
        }

        /** The parts of the period, which know of each other's usage. */
        private List<PlanPart> partsAround(PlanPart part) {
            return Objects.requireNonNull(terms).partsAround(part);
        }

        /**
         * What may be used in the period: each of its plans that has a price charges for what is used in all parts, and
         * a level that is in use under one is in use under the next one.
         */
        private long bound(Meter meter, PlanPart part) {
            long bound = Long.MAX_VALUE;
            for (PlanPart each : partsAround(part)) {
                bound = Math.min(
                        bound,
                        catalogue
                                .version(each.plan(), each.planVersion())
                                .allowance(meter.code())
                                .map(Allowance::bound)
                                .orElse(Long.MAX_VALUE));
            }
            return bound;
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
    }

    /**
     * An event on its way into the database.
     *
     * @param counter null: no subscription at its time
     * @param refusal why it cannot be taken in unless it was before; null: it can
     */
    record Entry(
            Request request,
            int index,
            UsageEvent event,
            @Nullable CounterKey counter,
            @Nullable Refusal refusal) {

        OrganizationBatch organizationBatch() {
            return request.organizationBatch;
        }

        OrgScoped<UUID> identity() {
            return owned(event.key());
        }

        /**
         * When it came in, as it is stored: of meters for which the order matters, the events of a request came in a
         * microsecond apart.
         */
        Instant receivedAt() {
            Instant receivedAt = request.batch.receivedAt();
            return switch (event.meter().aggregation()) {
                case MAX, LATEST -> receivedAt.plus(index, ChronoUnit.MICROS);
                case SUM, COUNT, UNIQUE_COUNT -> receivedAt;
            };
        }

        <T> OrgScoped<T> owned(T what) {
            return new OrgScoped<>(request.organizationBatch.organization, what);
        }

        void settle(UsageResult result) {
            request.results[index] = result;
        }

        /** Where its meter stands now; null: it has no counter. */
        @Nullable
        LimitStatus standing() {
            Counter found =
                    counter == null ? null : organizationBatch().accumulator.counter(counter);
            return found == null ? null : found.standing();
        }

        @Nullable
        UsageResult result() {
            return request.results[index];
        }
    }

    private final OrganizationSnapshot facts;
    private final UsageRetention retention;
    private final Map<UUID, OrganizationBatch> byOrganization = new HashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final Set<NamedWorkspace> named = new HashSet<>();
    private final Map<OrgScoped<UUID>, Entry> candidates = new LinkedHashMap<>();
    private final List<Entry> probes = new ArrayList<>();
    private final Map<OrgScoped<CounterKey>, PlanPart> parts = new HashMap<>();

    ClassifiedBatch(List<UsageBatch> batches, OrganizationSnapshot facts, UsageRetention retention) {
        this.facts = facts;
        this.retention = retention;
        for (UsageBatch batch : batches) {
            OrganizationBatch organizationBatch = byOrganization.computeIfAbsent(
                    batch.organizationId(), organization -> new OrganizationBatch(batch, facts.terms(organization)));
            organizationBatch.take(batch);
            Request request = new Request(batch, organizationBatch);
            requests.add(request);
            sort(request);
        }
    }

    OrganizationSnapshot facts() {
        return facts;
    }

    Collection<OrganizationBatch> organizationBatches() {
        return byOrganization.values();
    }

    OrganizationBatch organizationBatch(UUID organization) {
        return Objects.requireNonNull(byOrganization.get(organization));
    }

    List<Request> requests() {
        return requests;
    }

    /** The workspaces that events name. */
    Set<NamedWorkspace> named() {
        return named;
    }

    /** The organizations of events that name a workspace. */
    Set<UUID> organizations() {
        Set<UUID> organizations = new HashSet<>();
        named.forEach(workspace -> organizations.add(workspace.organizationId()));
        return organizations;
    }

    /** The first event of each identity, of those that can be taken in, in their order. */
    Map<OrgScoped<UUID>, Entry> candidates() {
        return candidates;
    }

    /** The other events whose identity may be taken; a later step that finds more adds them. */
    List<Entry> probes() {
        return probes;
    }

    /** The part of a period that a counter counts. */
    PlanPart part(OrgScoped<CounterKey> counter) {
        return Objects.requireNonNull(parts.get(counter));
    }

    /** The counters of the candidates. */
    Set<OrgScoped<CounterKey>> counters() {
        Set<OrgScoped<CounterKey>> counters = new HashSet<>();
        for (Entry entry : candidates.values()) {
            if (entry.counter() != null) {
                counters.add(entry.owned(entry.counter()));
            }
        }
        return counters;
    }

    /** The counters of the candidates, with those of the other parts of their periods. */
    Set<OrgScoped<CounterKey>> countersOfPeriods() {
        Set<OrgScoped<CounterKey>> all = new HashSet<>();
        counters().forEach(counter -> all.addAll(period(counter)));
        return all;
    }

    /** The counters of the period that a counter is of, in order of time; they know of each other. */
    List<OrgScoped<CounterKey>> period(OrgScoped<CounterKey> counter) {
        List<OrgScoped<CounterKey>> period = new ArrayList<>();
        OrganizationBatch batch = organizationBatch(counter.organization());
        for (PlanPart part : batch.partsAround(part(counter))) {
            OrgScoped<CounterKey> key = new OrgScoped<>(
                    counter.organization(), new CounterKey(counter.what().meter(), part.start()));
            parts.put(key, part);
            period.add(key);
        }
        return period;
    }

    List<NewEvent> newEvents() {
        List<NewEvent> events = new ArrayList<>(candidates.size());
        for (Entry entry : candidates.values()) {
            UsageBatch batch = entry.request().batch;
            events.add(new NewEvent(batch.organizationId(), entry.event(), entry.receivedAt(), batch.backfill()));
        }
        return events;
    }

    Catalogue oldestCatalogue() {
        return requests.stream()
                .map(request -> request.batch.catalogue())
                .min(Comparator.comparingLong(Catalogue::revision))
                .orElseThrow();
    }

    /** When the last of the batches came in. */
    Instant latest() {
        return requests.stream()
                .map(request -> request.batch.receivedAt())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** What has been counted of each organization. */
    <T> List<OrgScoped<T>> all(Function<OrganizationBatch, Collection<T>> ofOne) {
        List<OrgScoped<T>> all = new ArrayList<>();
        for (OrganizationBatch organizationBatch : byOrganization.values()) {
            for (T what : ofOne.apply(organizationBatch)) {
                all.add(new OrgScoped<>(organizationBatch.organization, what));
            }
        }
        return all;
    }

    /** The results of each batch, once every event is settled. */
    List<List<UsageResult>> answered() {
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

    /**
     * Settles the probes by what is stored under their identity now, before any refusal. A conflict is returned also
     * for a workspace out of the caller's reach: the same identity with a workspace within reach would return it as
     * well.
     *
     * @param sameByPosition of those whose identity is taken, whether the same is stored
     */
    void settleProbes(Map<Integer, Boolean> sameByPosition) {
        for (int position = 0; position < probes.size(); position++) {
            Entry probe = probes.get(position);
            Boolean same = sameByPosition.get(position);
            probe.settle(
                    same == null
                            ? UsageResult.refused(probe.index(), probe.event(), refusalOf(probe), probe.standing())
                            : UsageResult.of(
                                    probe.index(),
                                    probe.event(),
                                    same ? UsageStatus.DUPLICATE : UsageStatus.CONFLICT,
                                    probe.standing()));
        }
    }

    /**
     * The refusal of an event whose identity is free after all: its own, or that of the first event of its request with
     * the same identity.
     */
    private Refusal refusalOf(Entry probe) {
        Refusal own = probe.refusal();
        if (own != null) {
            return own;
        }
        Entry first = Objects.requireNonNull(candidates.get(probe.identity()));
        UsageResult result = first.result();
        if (result == null || result.reason() == null) {
            // The event with the identity was deleted between two statements: the transaction is repeated.
            throw new StaleSnapshotException();
        }
        return Refusal.of(result.reason());
    }

    private void sort(Request request) {
        UsageBatch batch = request.batch;
        UUID organization = batch.organizationId();
        for (int index = 0; index < batch.events().size(); index++) {
            switch (batch.events().get(index)) {
                case ParsedEvent.Invalid invalid -> request.results[index] = UsageResult.invalid(index, invalid);
                case ParsedEvent.Valid(UsageEvent event) -> {
                    named.add(new NamedWorkspace(organization, event.workspaceId()));
                    if (!facts.admit(organization, batch.reach(), event)) {
                        // Whether it was taken in before is checked first, as for any other event.
                        probes.add(new Entry(request, index, event, null, Refusal.UNKNOWN_WORKSPACE));
                        continue;
                    }
                    PlanPart part = request.organizationBatch.partAt(event.time());
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
        parts.put(new OrgScoped<>(request.organizationBatch.organization, key), part);
        return key;
    }

    private @Nullable Refusal refusal(Request request, UsageEvent event, @Nullable PlanPart part) {
        UsageBatch batch = request.batch;
        SubscriptionTerms terms = request.organizationBatch.terms;
        if (!event.meter().takesUsageOf(event.time()) && batch.reserved().isEmpty()) {
            return Refusal.ARCHIVED_METER;
        }
        if (LatenessRule.isTooFarAhead(event.time(), batch.receivedAt())) {
            return Refusal.TIME_IN_FUTURE;
        }
        if (batch.backfill()) {
            Instant earliest = retention.earliest(batch.receivedAt());
            return event.time().isBefore(earliest) ? Refusal.TIME_TOO_OLD : null;
        }
        if (LatenessRule.isTooOld(event.time(), batch.receivedAt())) {
            return Refusal.TIME_TOO_OLD;
        }
        if (part == null || terms == null) {
            return Refusal.NO_SUBSCRIPTION;
        }
        return terms.entitles() ? null : Refusal.SUBSCRIPTION_SUSPENDED;
    }
}
