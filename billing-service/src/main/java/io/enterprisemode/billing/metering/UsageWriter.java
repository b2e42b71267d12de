package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.ContextReply;
import io.enterprisemode.kernel.tenancy.LockTimeout;
import io.enterprisemode.kernel.tenancy.PostgresOutages;
import io.enterprisemode.kernel.tenancy.SqlStates;
import io.enterprisemode.kernel.tenancy.StatementPipeline;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way usage gets into the database. Requests that come at the same time, also of different organizations, share
 * transactions (group commit) under the worker role; what was answered as accepted is durable and visible. Between
 * lanes and between processes the locks of an organization's counters are what makes limits exact. Locks are taken in
 * one order (events, counters, hours, each sorted), so that writers wait for each other but do not deadlock; if
 * PostgreSQL aborts a transaction nevertheless, it is repeated.
 *
 * <p>What is new and far from limits has lanes of its own. An organization that has something to decide (repeated
 * events, reservations, a limit that is near) goes to other lanes for a while, and one whose lock another transaction
 * holds waits apart: neither slows the others down.
 */
@ApplicationScoped
public class UsageWriter {

    /**
     * Fails at once with {@link SqlStates#LOCK_NOT_AVAILABLE} where another transaction holds, or waits for, the lock
     * of a whole table that usage is written to.
     */
    private static final String LOCK_TABLES = """
            lock table usage_event, usage_period, usage_period_workspace, usage_period_value, usage_hour,
                       usage_hour_property, usage_hour_value in row exclusive mode nowait""";

    private static final int TRIES = 8;

    /** How often a transaction waits once more for a lock that one of this process may have had. */
    private static final int OWN_LOCK_TRIES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** How long an organization is not tried on the fast path after it did not work out. */
    private static final Duration SHORTEST_BACKOFF = Duration.ofMillis(10);

    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

    /**
     * The same after another transaction held its lock: this is likely to happen again, and requests that share a
     * transaction with the organization wait.
     */
    private static final Duration SHORTEST_AFTER_A_LOCK = Duration.ofSeconds(1);

    private static final Duration LONGEST_AFTER_A_LOCK = Duration.ofMinutes(1);

    /** How often a transaction is tried on the fast path without the organizations for which it does not work out. */
    private static final int FAST_TRIES = 3;

    /** Organizations that wait for a lock and are tried at once. */
    private static final int LOCKED_LANES = 2;

    /**
     * How many times the lock timeout of a shared transaction they wait. A transaction that gives up loses its place in
     * the queue for the lock, and would never get the lock while another replica writes all the time.
     */
    private static final int LOCKED_LOCK_TIMEOUTS = 5;

    /**
     * Bounds of transactions that are not shared, such as reservations: under way at once in all and of one
     * organization, and waiting in all and of one organization.
     */
    private static final int OWN_TRANSACTIONS = 6;

    private static final int OWN_TRANSACTIONS_OF_ONE = 2;
    private static final int OWN_TRANSACTIONS_WAITING = 5_000;
    private static final int OWN_TRANSACTIONS_WAITING_OF_ONE = 1_000;

    /**
     * How many times the lock timeout of a shared transaction they wait for a lock: no other request waits for them.
     */
    private static final int OWN_LOCK_TIMEOUTS = 30;

    private final WorkerTransactions transactions;
    private final OrganizationCache known;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final PostgresOutages outages;
    private final UsageRetention retention;
    private final Duration lockTimeout;
    private final Duration ownLockTimeout;
    private final UsageLanes fastLanes;
    private final UsageLanes fullLanes;
    private final LockedOrganizations locked;
    private final OrganizationTurns ownTransactions;
    private final Map<UsageStatus, Counter> counted = new EnumMap<>(UsageStatus.class);
    private final OrganizationBackoff fastPath =
            new OrganizationBackoff(SHORTEST_BACKOFF, LONGEST_BACKOFF, System::nanoTime);
    private final OrganizationBackoff afterLocks =
            new OrganizationBackoff(SHORTEST_AFTER_A_LOCK, LONGEST_AFTER_A_LOCK, System::nanoTime);
    private final LaneTransactions underWay = new LaneTransactions();
    private final Counter fastTransactions;
    private final Counter fullTransactions;
    private final Counter lookups;
    private final Counter fastPathsLeft;
    private final DistributionSummary eventsTogether;
    private final DistributionSummary requestsTogether;

    UsageWriter(
            WorkerTransactions transactions,
            OrganizationCache known,
            Outbox outbox,
            AuditTrail audit,
            PostgresOutages outages,
            MeteringConfiguration configuration,
            Vertx vertx,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.known = known;
        this.outbox = outbox;
        this.audit = audit;
        this.outages = outages;
        this.retention = new UsageRetention(configuration.retention().window());
        for (UsageStatus status : UsageStatus.values()) {
            counted.put(status, metrics.counter("enterprise.usage.events", "status", status.code()));
        }
        fastTransactions = metrics.counter("enterprise.usage.transactions", "path", "fast");
        fullTransactions = metrics.counter("enterprise.usage.transactions", "path", "full");
        lookups = metrics.counter("enterprise.usage.transactions", "path", "lookup");
        fastPathsLeft = metrics.counter("enterprise.usage.transactions.fast.left");
        eventsTogether = metrics.summary("enterprise.usage.transaction.events");
        requestsTogether = metrics.summary("enterprise.usage.transaction.requests");
        MeteringConfiguration.Writing writing = configuration.writing();
        lockTimeout = writing.lockTimeout();
        ownLockTimeout = lockTimeout.multipliedBy(OWN_LOCK_TIMEOUTS);
        FairBatchQueue.Bounds bounds =
                new FairBatchQueue.Bounds(writing.queue(), writing.queueOfOne(), writing.transaction());
        locked = new LockedOrganizations(
                vertx,
                LOCKED_LANES,
                bounds,
                writing.patience(),
                () -> new FullWriting(lockTimeout.multipliedBy(LOCKED_LOCK_TIMEOUTS)),
                afterLocks::failed);
        fullLanes = new UsageLanes(
                vertx,
                writing.fullLanes(),
                bounds,
                this::fullWriting,
                request -> request.fail(new IllegalStateException("left unwritten")),
                locked,
                UsageLanes.Slow.USUAL);
        fastLanes = new UsageLanes(
                vertx, writing.lanes(), bounds, this::fastWriting, this::writeInFull, locked, UsageLanes.Slow.USUAL);
        ownTransactions = new OrganizationTurns(
                OWN_TRANSACTIONS,
                OWN_TRANSACTIONS_OF_ONE,
                OWN_TRANSACTIONS_WAITING,
                OWN_TRANSACTIONS_WAITING_OF_ONE,
                writing.patience());
        metrics.gauge(
                "enterprise.usage.waiting",
                this,
                writer -> writer.fastLanes.waiting() + writer.fullLanes.waiting() + writer.locked.waiting());
        metrics.gauge("enterprise.usage.waiting.locked", locked, LockedOrganizations::waiting);
    }

    /**
     * Takes in a batch; the results are in the order of its events. Fails with {@link UsageProblems#OVERLOADED} when
     * too many wait already, with {@link UsageProblems#HELD_UP} when another transaction holds the organization's locks
     * for too long, and with the failure of the database when it is unavailable. In all cases nothing is known to be
     * taken in, and the batch may be sent again.
     */
    public Uni<List<UsageResult>> write(UsageBatch batch) {
        return Uni.createFrom().emitter(answer -> {
            WriteRequest request = new WriteRequest(batch, ContextReply.here(answer), System.nanoTime());
            if (!locked.join(request)) {
                boolean isUsual = UsageFastPath.suits(batch)
                        && !afterLocks.isPausing(batch.organizationId())
                        && fastPath.isWorthTrying(batch.organizationId());
                (isUsual ? fastLanes : fullLanes).write(request);
            }
        });
    }

    /** Whether usage of the organization waits for locks that another transaction holds. */
    public boolean isHeldUp(UUID organization) {
        return locked.has(organization);
    }

    private void writeInFull(WriteRequest request) {
        if (!locked.join(request)) {
            fullLanes.write(request);
        }
    }

    /** What writes transactions of usage that is new and far from limits, over a pipeline of its own. */
    UsageLanes.Writing fastWriting() {
        return new FastWriting();
    }

    /** What writes transactions of any usage. */
    UsageLanes.Writing fullWriting() {
        return new FullWriting(lockTimeout);
    }

    private UsageTransaction transaction(
            SqlConnection connection, List<UsageBatch> batches, OrganizationSnapshot facts) {
        return new UsageTransaction(connection, known, new ClassifiedBatch(batches, facts, retention), outbox, audit);
    }

    /**
     * Takes in a batch in a transaction that does something else, too, see {@link #inTransaction}; its results are to
     * be {@link #measured} after the commit.
     */
    public Uni<List<UsageResult>> write(SqlConnection connection, UsageBatch batch) {
        Set<NamedWorkspace> workspaces = new HashSet<>();
        for (ParsedEvent received : batch.events()) {
            if (received instanceof ParsedEvent.Valid(UsageEvent event)) {
                workspaces.add(new NamedWorkspace(batch.organizationId(), event.workspaceId()));
            }
        }
        return known.read(connection, Set.of(batch.organizationId()), workspaces)
                .chain(facts -> transaction(connection, List.of(batch), facts).run())
                .map(List::getFirst);
    }

    /** For which counter a transaction of its own waits. */
    public static final class LockWait {

        private @Nullable Short meter;

        /** Notes that it waits for the counter of a meter from now on. */
        void isFor(short counted) {
            meter = counted;
        }
    }

    /**
     * Does work of an organization in a transaction of its own that waits for no counter; see
     * {@link #inTransaction(UUID, BiFunction)}.
     */
    public <T> Uni<T> inTransaction(UUID organization, Function<SqlConnection, Uni<T>> work) {
        return inTransaction(organization, (connection, wait) -> work.apply(connection));
    }

    /**
     * Does work of an organization in a transaction of its own; repeated when PostgreSQL aborts it, or when something
     * it was built on has changed meanwhile. It is also repeated a few times when it waited too long for a counter of
     * which this process committed usage meanwhile, as no transaction holds the lock of such a counter for long. A few
     * at once, also of one organization. Fails with {@link UsageProblems#HELD_UP} when it waits too long for its turn
     * or for a lock.
     *
     * @param work notes for which counter it waits
     */
    public <T> Uni<T> inTransaction(UUID organization, BiFunction<SqlConnection, LockWait, Uni<T>> work) {
        return ownTransactions.run(
                organization,
                () -> Uni.createFrom()
                        .deferred(() -> watched(organization, work))
                        .onFailure(OwnLock.class)
                        .retry()
                        .atMost(OWN_LOCK_TRIES)
                        .onFailure(failure -> failure instanceof StaleSnapshotException || isContention(failure))
                        .retry()
                        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                        .atMost(TRIES)
                        .onFailure(UsageWriter::isLockTimeout)
                        .transform(lockTimeout -> UsageProblems.heldUp()));
    }

    private <T> Uni<T> watched(UUID organization, BiFunction<SqlConnection, LockWait, Uni<T>> work) {
        LockWait wait = new LockWait();
        LaneTransactions.Watch watch = underWay.watch(organization);
        return transactions
                .inPipelinedTransaction(connection -> under(ownLockTimeout, connection, same -> work.apply(same, wait)))
                .onFailure(failure -> isLockTimeout(failure) && wait.meter != null && watch.hasSeen(wait.meter))
                .transform(OwnLock::new)
                .onTermination()
                .invoke(watch::ended);
    }

    /** The work under a lock timeout that is sent along with its first statements. */
    private static <T> Uni<T> under(
            Duration lockTimeout, SqlConnection connection, Function<SqlConnection, Uni<T>> work) {
        return Uni.combine()
                .all()
                .unis(LockTimeout.set(connection, lockTimeout), Uni.createFrom().deferred(() -> work.apply(connection)))
                .with((set, done) -> done);
    }

    /** Counts the results of a batch for the metrics. */
    public void measured(List<UsageResult> results) {
        count(List.of(results));
    }

    private int count(List<List<UsageResult>> answers) {
        Map<UsageStatus, Integer> byStatus = new EnumMap<>(UsageStatus.class);
        int events = 0;
        for (List<UsageResult> answer : answers) {
            events += answer.size();
            for (UsageResult result : answer) {
                byStatus.merge(result.status(), 1, Integer::sum);
            }
        }
        byStatus.forEach(
                (status, count) -> Objects.requireNonNull(counted.get(status)).increment(count));
        return events;
    }

    private static List<UsageResult> refused(ParsedEvent received, Throwable failure) {
        return switch (received) {
            case ParsedEvent.Invalid invalid -> List.of(UsageResult.invalid(0, invalid));
            case ParsedEvent.Valid(UsageEvent event) ->
                List.of(UsageResult.refused(
                        0, event, isOverflow(failure) ? Refusal.COUNTER_OVERFLOW : Refusal.INVALID_EVENT, null));
        };
    }

    private static List<UsageResult> joined(List<UsageResult> first, List<UsageResult> second) {
        List<UsageResult> all = new ArrayList<>(first);
        second.forEach(result -> all.add(result.at(all.size())));
        return all;
    }

    private void measure(List<List<UsageResult>> answers) {
        eventsTogether.record(count(answers));
        requestsTogether.record(answers.size());
    }

    private static boolean isContention(Throwable failure) {
        return stateOf(failure).startsWith(SqlStates.TRANSACTION_ROLLBACK);
    }

    private static boolean isLockTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (stateOf(cause).equals(SqlStates.LOCK_NOT_AVAILABLE)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAboutAnEvent(Throwable failure) {
        String state = stateOf(failure);
        return isOverflow(failure)
                || state.startsWith(SqlStates.DATA_EXCEPTION)
                || state.startsWith(SqlStates.PROGRAM_LIMIT_EXCEEDED);
    }

    private static boolean isOverflow(Throwable failure) {
        return failure instanceof ArithmeticException || stateOf(failure).equals(SqlStates.NUMERIC_VALUE_OUT_OF_RANGE);
    }

    private static String stateOf(Throwable failure) {
        return failure instanceof PgException pg && pg.getSqlState() != null ? pg.getSqlState() : "";
    }

    /** A lock that a transaction of this process may have had. */
    private static final class OwnLock extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private OwnLock(Throwable lockTimeout) {
            super(lockTimeout);
        }
    }

    /** What the two ways of writing have in common. */
    private abstract class AnyWriting implements UsageLanes.Writing {

        /** Does a transaction with the batches, and again where it has waited in vain for one of this process. */
        <T> Uni<T> again(List<UsageBatch> batches, Supplier<Uni<T>> transaction) {
            return Uni.createFrom()
                    .deferred(() -> begun(batches, transaction))
                    .onFailure(OwnLock.class)
                    .retry()
                    .atMost(OWN_LOCK_TRIES);
        }

        private <T> Uni<T> begun(List<UsageBatch> batches, Supplier<Uni<T>> transaction) {
            LaneTransactions.Begun begun =
                    underWay.begin(organizations(batches), organization -> meters(batches, organization));
            return Uni.createFrom()
                    .<T>deferred(transaction::get)
                    .invoke(begun::committed)
                    .onFailure(failure -> isLockTimeout(failure) && begun.mayHaveWaitedForUs())
                    .transform(OwnLock::new)
                    .onFailure()
                    .invoke(begun::failed)
                    .onCancellation()
                    .invoke(begun::failed);
        }

        private static Set<Short> meters(List<UsageBatch> batches, UUID organization) {
            Set<Short> meters = new HashSet<>();
            for (UsageBatch batch : batches) {
                if (batch.organizationId().equals(organization)) {
                    for (ParsedEvent received : batch.events()) {
                        if (received instanceof ParsedEvent.Valid(UsageEvent event)) {
                            meters.add(event.meter().id());
                        }
                    }
                }
            }
            return meters;
        }

        private static Set<UUID> organizations(List<UsageBatch> batches) {
            if (batches.size() == 1) {
                return Set.of(batches.getFirst().organizationId());
            }
            Set<UUID> organizations = new HashSet<>();
            batches.forEach(batch -> organizations.add(batch.organizationId()));
            return organizations;
        }

        @Override
        public boolean isLocked(Throwable failure) {
            return isLockTimeout(failure);
        }

        @Override
        public Uni<Boolean> isEverybodyLocked() {
            return transactions
                    .inTransaction(connection ->
                            connection.query(LOCK_TABLES).execute().replaceWith(false))
                    .onFailure(UsageWriter::isLockTimeout)
                    .recoverWithItem(true);
        }

        @Override
        public boolean isCausedBySingleRequest(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (outages.isOutage(cause)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Writes what is new and far from limits, and leaves the rest to the full path: an organization with something to
     * decide does not delay the others.
     */
    private final class FastWriting extends AnyWriting {

        private final StatementPipeline pipeline = transactions.pipeline();

        @Override
        public Uni<List<Optional<List<UsageResult>>>> together(List<UsageBatch> batches) {
            return Uni.createFrom()
                    .deferred(() -> known.of(batches).chain(facts -> written(batches, facts, Set.of(), FAST_TRIES)))
                    .onFailure(UsageWriter::isContention)
                    .retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .atMost(TRIES);
        }

        @Override
        public Uni<Optional<List<UsageResult>>> alone(UsageBatch batch) {
            return Uni.createFrom().item(Optional.empty());
        }

        /** Writes the batches but those of organizations that are left to the full path. */
        private Uni<List<Optional<List<UsageResult>>>> written(
                List<UsageBatch> batches, OrganizationSnapshot facts, Set<UUID> left, int tries) {
            List<UsageBatch> some = left.isEmpty()
                    ? batches
                    : batches.stream()
                            .filter(batch -> !left.contains(batch.organizationId()))
                            .toList();
            if (some.isEmpty() || tries == 0) {
                return Uni.createFrom().item(merged(batches, Set.of(), List.of()));
            }
            ClassifiedBatch sorted = new ClassifiedBatch(some, facts, retention);
            UsageFastPath path = new UsageFastPath(sorted, known, lockTimeout);
            if (!path.excluded().isEmpty()) {
                path.excluded().forEach((organization, lasts) -> {
                    if (lasts) {
                        fastPath.failed(organization);
                    }
                });
                return written(batches, facts, union(left, path.excluded().keySet()), tries);
            }
            if (path.isEmpty()) {
                List<List<UsageResult>> answered = sorted.answered();
                measure(answered);
                return Uni.createFrom().item(merged(batches, left, answered));
            }
            return again(some, () -> pipeline.run(path::write)).chain(outcome -> switch (outcome) {
                case UsageFastPath.Outcome.Written(List<List<UsageResult>> results) -> {
                    some.forEach(batch -> fastPath.workedOut(batch.organizationId()));
                    fastTransactions.increment();
                    measure(results);
                    yield Uni.createFrom().item(merged(batches, left, results));
                }
                case UsageFastPath.Outcome.Unexpected(UUID organization) ->
                    writtenWithout(Set.of(organization), batches, facts, left, tries);
                case UsageFastPath.Outcome.Repeated() ->
                    pipeline.run(connection -> UsageStatements.repeating(connection, path.identities()))
                            .chain(repeating -> repeating.isEmpty()
                                    ? written(batches, facts, left, 0)
                                    : writtenWithout(repeating, batches, facts, left, tries));
                case UsageFastPath.Outcome.StaleSnapshot() -> {
                    fastPathsLeft.increment();
                    yield written(batches, facts, left, 0);
                }
            });
        }

        /** The same once more without organizations for which it did not work out. */
        private Uni<List<Optional<List<UsageResult>>>> writtenWithout(
                Set<UUID> organizations,
                List<UsageBatch> batches,
                OrganizationSnapshot facts,
                Set<UUID> left,
                int tries) {
            organizations.forEach(fastPath::failed);
            fastPathsLeft.increment();
            return written(batches, facts, union(left, organizations), tries - 1);
        }

        /** The results of each batch, none for those of organizations that are left. */
        private List<Optional<List<UsageResult>>> merged(
                List<UsageBatch> batches, Set<UUID> left, List<List<UsageResult>> results) {
            List<Optional<List<UsageResult>>> merged = new ArrayList<>(batches.size());
            Iterator<List<UsageResult>> next = results.iterator();
            for (UsageBatch batch : batches) {
                boolean isWritten = next.hasNext() && !left.contains(batch.organizationId());
                merged.add(isWritten ? Optional.of(next.next()) : Optional.empty());
            }
            return merged;
        }

        private static Set<UUID> union(Set<UUID> some, Set<UUID> others) {
            Set<UUID> union = new HashSet<>(some);
            union.addAll(others);
            return union;
        }
    }

    /** Decides event by event. */
    private final class FullWriting extends AnyWriting {

        private final Duration waits;

        /** @param waits how long for a lock */
        private FullWriting(Duration waits) {
            this.waits = waits;
        }

        @Override
        public Uni<List<Optional<List<UsageResult>>>> together(List<UsageBatch> batches) {
            return decided(batches)
                    .map(answers -> answers.stream().map(Optional::of).toList());
        }

        private Uni<List<List<UsageResult>>> decided(List<UsageBatch> batches) {
            return Uni.createFrom()
                    .deferred(() -> known.of(batches).chain(facts -> lookedUp(batches, facts)))
                    .onFailure(StaleSnapshotException.class)
                    .retry()
                    .atMost(TRIES)
                    .onFailure(UsageWriter::isContention)
                    .retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .atMost(TRIES)
                    .invoke(UsageWriter.this::measure);
        }

        /** First answers what will change nothing, then decides about the rest. */
        private Uni<List<List<UsageResult>>> lookedUp(List<UsageBatch> batches, OrganizationSnapshot facts) {
            List<UsageBatch> suited = UsageLookup.suited(new ClassifiedBatch(batches, facts, retention), known);
            if (suited.isEmpty()) {
                return decided(batches, facts);
            }
            return lookUp(suited).chain(found -> {
                if (found.isEmpty()) {
                    return decided(batches, facts);
                }
                lookups.increment();
                IdentityHashMap<UsageBatch, List<UsageResult>> answers = new IdentityHashMap<>();
                put(answers, suited, found.get());
                List<UsageBatch> rest = batches.stream()
                        .filter(batch -> !answers.containsKey(batch))
                        .toList();
                return rest.isEmpty()
                        ? Uni.createFrom().item(found.get())
                        : known.of(rest).chain(ofRest -> decided(rest, ofRest)).map(decided -> {
                            put(answers, rest, decided);
                            return batches.stream().map(answers::get).toList();
                        });
            });
        }

        private Uni<Optional<List<List<UsageResult>>>> lookUp(List<UsageBatch> batches) {
            return known.of(batches)
                    .chain(facts -> transactions.inPipelinedTransaction(connection ->
                            new UsageLookup(connection, known, new ClassifiedBatch(batches, facts, retention)).run()));
        }

        private static void put(
                IdentityHashMap<UsageBatch, List<UsageResult>> answers,
                List<UsageBatch> batches,
                List<List<UsageResult>> results) {
            for (int i = 0; i < batches.size(); i++) {
                answers.put(batches.get(i), results.get(i));
            }
        }

        private Uni<List<List<UsageResult>>> decided(List<UsageBatch> batches, OrganizationSnapshot facts) {
            return again(
                            batches,
                            () -> transactions.inPipelinedTransaction(connection -> under(
                                    waits,
                                    connection,
                                    same -> transaction(same, batches, facts).run())))
                    .invoke(() -> fullTransactions.increment());
        }

        /** An event that the database cannot store is found by halving the batch, and is refused by itself. */
        @Override
        public Uni<Optional<List<UsageResult>>> alone(UsageBatch batch) {
            return decidedAlone(batch).map(Optional::of);
        }

        private Uni<List<UsageResult>> decidedAlone(UsageBatch batch) {
            return decided(List.of(batch))
                    .map(List::getFirst)
                    .onFailure(UsageWriter::isAboutAnEvent)
                    .recoverWithUni(failure -> {
                        List<ParsedEvent> events = batch.events();
                        if (events.size() == 1) {
                            return Uni.createFrom().item(refused(events.getFirst(), failure));
                        }
                        int half = events.size() / 2;
                        return decidedAlone(batch.of(events.subList(0, half)))
                                .chain(first -> decidedAlone(batch.of(events.subList(half, events.size())))
                                        .map(second -> joined(first, second)));
                    });
        }
    }
}
