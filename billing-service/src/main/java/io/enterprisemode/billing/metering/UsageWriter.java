package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.PostgresOutages;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The one way usage gets into the database. Requests that come at the same time, also of different organizations, share transactions of the
 * worker door; what was answered as accepted is durable and visible. Between lanes and between processes the locks of an organization's counters
 * are what makes limits exact. Locks are taken in one order (events,
 * counters, hours, each sorted), so that writers wait for each other but do not deadlock; should PostgreSQL give up a transaction all the same,
 * it is done again.
 */
@ApplicationScoped
class UsageWriter {

    /** SQLSTATE class of serialization failures and deadlocks. */
    private static final String TRANSACTION_ROLLBACK = "40";

    /** SQLSTATE of a sum beyond 64 bits. */
    private static final String OUT_OF_RANGE = "22003";

    /** SQLSTATE class of values that cannot be kept. */
    private static final String DATA_EXCEPTION = "22";

    /** SQLSTATE class of values too large or too deep. */
    private static final String LIMIT_EXCEEDED = "54";

    private static final int TRIES = 8;
    private static final int MOST_WITHOUT_FAST_PATH = 64;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final WorkerTransactions transactions;
    private final KnownOrganizations known;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final PostgresOutages outages;
    private final UsageRetention retention;
    private final UsageLanes lanes;
    private final Map<UsageStatus, Counter> counted = new EnumMap<>(UsageStatus.class);
    private final Optimism fastPath = new Optimism(MOST_WITHOUT_FAST_PATH);
    private final Counter fastTransactions;
    private final Counter fullTransactions;
    private final Counter fastPathsLeft;
    private final DistributionSummary eventsTogether;
    private final DistributionSummary requestsTogether;

    UsageWriter(
            WorkerTransactions transactions,
            KnownOrganizations known,
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
        fastPathsLeft = metrics.counter("enterprise.usage.transactions.fast.left");
        eventsTogether = metrics.summary("enterprise.usage.transaction.events");
        requestsTogether = metrics.summary("enterprise.usage.transaction.requests");
        MeteringConfiguration.Writing bounds = configuration.writing();
        lanes = new UsageLanes(
                vertx,
                bounds.lanes(),
                new WriteQueue.Bounds(bounds.queue(), bounds.queueOfOne(), bounds.transaction()),
                this::lane);
        metrics.gauge("enterprise.usage.waiting", lanes, UsageLanes::waiting);
    }

    /**
     * Takes in a batch; the results are in the order of its events. Fails with {@link UsageProblems#OVERLOADED} when too many wait already, and
     * as the database does when it is away; in both cases nothing is known to be taken in and it may be sent again.
     */
    Uni<List<UsageResult>> write(UsageBatch batch) {
        return lanes.write(batch);
    }

    /** What writes the transactions of a lane, over a pipeline of its own. */
    UsageLanes.Writing lane() {
        return new LaneWriter();
    }

    private UsageTransaction transaction(SqlConnection connection, List<UsageBatch> batches, OrganizationFacts facts) {
        return new UsageTransaction(connection, known, new SortedUsage(batches, facts, retention), outbox, audit);
    }

    /**
     * Takes in a batch in a transaction that does something else, too, see {@link #inTransaction}; its results are to be {@link #measured} after the
     * commit.
     */
    Uni<List<UsageResult>> write(SqlConnection connection, UsageBatch batch) {
        Set<OrganizationFacts.Workspace> workspaces = new HashSet<>();
        for (Received received : batch.events()) {
            if (received instanceof Received.Legible(UsageEvent event)) {
                workspaces.add(new OrganizationFacts.Workspace(batch.organizationId(), event.workspaceId()));
            }
        }
        return known.read(connection, Set.of(batch.organizationId()), workspaces)
                .chain(facts -> transaction(connection, List.of(batch), facts).run())
                .map(List::getFirst);
    }

    /** Does work in a transaction; again, when PostgreSQL gives it up, or when something it was built on has changed meanwhile. */
    <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom()
                .deferred(() -> transactions.inTransaction(work))
                .onFailure(failure -> failure instanceof UsageTransaction.Outdated || isContention(failure))
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .atMost(TRIES);
    }

    /** Counts the results of a batch for the metrics. */
    void measured(List<UsageResult> results) {
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

    private static List<UsageResult> refused(Received received, Throwable failure) {
        return switch (received) {
            case Received.Illegible illegible -> List.of(UsageResult.illegible(0, illegible));
            case Received.Legible(UsageEvent event) ->
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
        return stateOf(failure).startsWith(TRANSACTION_ROLLBACK);
    }

    private static boolean isAboutAnEvent(Throwable failure) {
        String state = stateOf(failure);
        return isOverflow(failure) || state.startsWith(DATA_EXCEPTION) || state.startsWith(LIMIT_EXCEEDED);
    }

    private static boolean isOverflow(Throwable failure) {
        return failure instanceof ArithmeticException || stateOf(failure).equals(OUT_OF_RANGE);
    }

    private static String stateOf(Throwable failure) {
        return failure instanceof PgException pg && pg.getSqlState() != null ? pg.getSqlState() : "";
    }

    private final class LaneWriter implements UsageLanes.Writing {

        private final StatementPipeline pipeline = transactions.pipeline();

        @Override
        public Uni<List<List<UsageResult>>> together(List<UsageBatch> batches) {
            return Uni.createFrom()
                    .deferred(() -> known.of(batches).chain(facts -> together(batches, facts)))
                    .onFailure(UsageTransaction.Outdated.class)
                    .retry()
                    .atMost(TRIES)
                    .onFailure(UsageWriter::isContention)
                    .retry()
                    .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                    .atMost(TRIES)
                    .invoke(UsageWriter.this::measure);
        }

        private Uni<List<List<UsageResult>>> together(List<UsageBatch> batches, OrganizationFacts facts) {
            Optional<UsageFastPath> fast = fastPath.isWorthTrying()
                    ? UsageFastPath.of(new SortedUsage(batches, facts, retention), known)
                    : Optional.empty();
            return fast.map(path -> pipeline.run(path::write).chain(written -> {
                        if (written.isPresent()) {
                            fastPath.workedOut();
                            fastTransactions.increment();
                            return Uni.createFrom().item(written.get());
                        }
                        fastPath.failed();
                        fastPathsLeft.increment();
                        return decided(batches, facts);
                    }))
                    .orElseGet(() -> decided(batches, facts));
        }

        private Uni<List<List<UsageResult>>> decided(List<UsageBatch> batches, OrganizationFacts facts) {
            return transactions
                    .inPipelinedTransaction(connection ->
                            transaction(connection, batches, facts).run())
                    .invoke(() -> fullTransactions.increment());
        }

        /** Should an event be one that the database cannot take, it is found by halving the batch and is answered by itself. */
        @Override
        public Uni<List<UsageResult>> alone(UsageBatch batch) {
            return together(List.of(batch))
                    .map(List::getFirst)
                    .onFailure(UsageWriter::isAboutAnEvent)
                    .recoverWithUni(failure -> {
                        List<Received> events = batch.events();
                        if (events.size() == 1) {
                            return Uni.createFrom().item(refused(events.getFirst(), failure));
                        }
                        int half = events.size() / 2;
                        return alone(batch.of(events.subList(0, half)))
                                .chain(first -> alone(batch.of(events.subList(half, events.size())))
                                        .map(second -> joined(first, second)));
                    });
        }

        @Override
        public boolean mayBeOneRequests(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (outages.isOutage(cause)) {
                    return false;
                }
            }
            return true;
        }
    }
}
