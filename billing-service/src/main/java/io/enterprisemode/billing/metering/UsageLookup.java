package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.ClassifiedBatch.Entry;
import io.enterprisemode.billing.metering.ClassifiedBatch.Request;
import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageAccumulator.Decision;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Answers batches that change nothing: each event is stored already, or is refused. An organization that goes on
 * sending at its limit is answered like this, without a lock, a row version or a wait for the disk.
 * {@link UsageTransaction} would store each event under the lock of its counter and take it out again.
 *
 * <p>All is read in one transaction of isolation level REPEATABLE READ, so the answer is true of one instant: that at
 * which it began. Where something would have to be written after all, nothing is answered.
 */
final class UsageLookup {

    private static final String ONE_SNAPSHOT = "set transaction isolation level repeatable read, read only";

    private final SqlConnection connection;
    private final UsageStatements statements;
    private final OrganizationCache known;
    private final ClassifiedBatch usage;
    private final LoadedCounters loaded;

    /**
     * A lookup for a classified batch. It counts in the accumulators of the batch, which can then not be used for
     * another path.
     *
     * @param connection in a transaction in which no statement has run yet
     */
    UsageLookup(SqlConnection connection, OrganizationCache known, ClassifiedBatch usage) {
        this.connection = connection;
        this.statements = new UsageStatements(connection);
        this.known = known;
        this.usage = usage;
        this.loaded = new LoadedCounters(connection, known, usage);
    }

    /**
     * The batches that will change nothing according to the cached counters: each event that could be taken in is of a
     * meter that is summed up, and its quantity is more than is left of the limit.
     */
    static List<UsageBatch> suited(ClassifiedBatch usage, OrganizationCache known) {
        Set<Request> others = new HashSet<>();
        for (Entry entry : usage.candidates().values()) {
            if (!isRefused(entry, usage, known)) {
                others.add(entry.request());
            }
        }
        return usage.requests().stream()
                .filter(request -> !others.contains(request))
                .map(request -> request.batch)
                .toList();
    }

    private static boolean isRefused(Entry entry, ClassifiedBatch usage, OrganizationCache known) {
        CounterKey key = entry.counter();
        UsageBatch batch = entry.request().batch;
        if (key == null || batch.backfill() || !batch.reserved().isEmpty()) {
            return false;
        }
        UUID organization = batch.organizationId();
        CachedCounter seen = known.counter(organization, key);
        if (seen == null) {
            return false;
        }
        UsageEvent event = entry.event();
        long more =
                switch (event.meter().aggregation()) {
                    case SUM -> event.quantity();
                    case COUNT -> 1;
                    case MAX, LATEST, UNIQUE_COUNT -> 0;
                };
        Counter counter = entry.organizationBatch().counter(event.meter(), key, usage.part(entry.owned(key)));
        counter.carry = seen.carry();
        counter.elsewhere = seen.elsewhere();
        return more > 0 && seen.isTooMuch(more, counter.most());
    }

    /** The results of each batch; empty: something is to be written. */
    Uni<Optional<List<List<UsageResult>>>> run() {
        if (usage.named().isEmpty()) {
            return Uni.createFrom().item(() -> Optional.of(usage.answered()));
        }
        List<Entry> asked = new ArrayList<>(usage.probes());
        asked.addAll(usage.candidates().values());
        Map<Integer, Boolean> sameByPosition = new HashMap<>();
        List<Uni<?>> steps = new ArrayList<>();
        steps.add(connection.query(ONE_SNAPSHOT).execute());
        steps.add(UsageTransaction.requireTrue(connection, known, usage));
        steps.add(PlanCatalogue.requirePresent(connection, usage.oldestCatalogue()));
        steps.add(statements
                .sameAsStored(
                        asked.stream().map(entry -> entry.owned(entry.event())).toList())
                .invoke(sameByPosition::putAll));
        Set<OrgScoped<CounterKey>> counters = usage.countersOfPeriods();
        if (!counters.isEmpty()) {
            steps.add(statements.readCounters(counters).invoke(loaded::take));
        }
        return UsageTransaction.together(steps)
                .chain(loaded::loadReserved)
                .map(done -> answered(counters, asked, sameByPosition));
    }

    private Optional<List<List<UsageResult>>> answered(
            Set<OrgScoped<CounterKey>> counters, List<Entry> asked, Map<Integer, Boolean> sameByPosition) {
        if (usage.all(organizationBatch -> organizationBatch.accumulator.counters())
                        .size()
                < counters.size()) {
            return Optional.empty();
        }
        int probes = usage.probes().size();
        Map<Integer, Boolean> sameByProbe = new HashMap<>();
        for (int position = 0; position < asked.size(); position++) {
            Entry entry = asked.get(position);
            Boolean same = sameByPosition.get(position);
            boolean isCandidate = position >= probes;
            if (isCandidate && same == null) {
                if (!isRefused(entry)) {
                    return Optional.empty();
                }
            } else {
                if (isCandidate) {
                    usage.probes().add(entry);
                }
                if (same != null) {
                    sameByProbe.put(isCandidate ? usage.probes().size() - 1 : position, same);
                }
            }
        }
        usage.settleProbes(sameByProbe);
        return Optional.of(usage.answered());
    }

    /** Whether a limit refuses the event without a new notice about the limit. */
    private static boolean isRefused(Entry entry) {
        UsageAccumulator accumulator = entry.organizationBatch().accumulator;
        CounterKey key = entry.counter();
        if (!(accumulator.count(entry.event(), entry.receivedAt(), key) instanceof Decision.Refused(Refusal refusal))
                || !accumulator.notices().isEmpty()) {
            return false;
        }
        entry.settle(UsageResult.refused(entry.index(), entry.event(), refusal, entry.standing()));
        return true;
    }
}
