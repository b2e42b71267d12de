package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.metering.ArrayParameters.column;
import static io.enterprisemode.billing.metering.ArrayParameters.organizations;
import static io.enterprisemode.billing.metering.ArrayParameters.times;

import io.enterprisemode.billing.metering.ClassifiedBatch.Entry;
import io.enterprisemode.billing.metering.ClassifiedBatch.OrganizationBatch;
import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageAccumulator.Decision;
import io.enterprisemode.billing.metering.UsageAccumulator.Hour;
import io.enterprisemode.billing.metering.UsageAccumulator.WorkspaceCounter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.contracts.billing.LimitThreshold;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.tenancy.LockTimeout;
import io.enterprisemode.kernel.tenancy.SqlStates;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes what nearly all usage is: new events of meters that are summed up, far from any threshold, of organizations
 * that are as the cache describes them. One statement, which is a transaction of its own, writes all of it: one round
 * trip instead of three. The statement checks each of these assumptions, those on a counter once it has the lock. If
 * one does not hold, the statement fails with a message that identifies it, nothing is written, and
 * {@link UsageTransaction} decides about the organization concerned.
 *
 * <p>Locks are taken in the order of {@link UsageTransaction}: each step depends on the number of rows of the one
 * before.
 */
final class UsageFastPath {

    /** No such threshold. */
    private static final long NEVER = Long.MAX_VALUE;

    /**
     * A change of plan holds the locks of the counters of the part that is running and moves its end; so where a
     * counter ends as expected, no plan was added, even by a change that was committed after this statement began. Each
     * counter gives one row, in the order in which they are given. PostgreSQL copies the text each time: it goes
     * without its indentation.
     */
    private static final String WRITE = ("with event as (" + UsageStatements.INSERT_EVENTS
                    + " where " + LockTimeout.condition("$43") + """
             returning 1),
            counter as (
                insert into usage_period as p (org_id, meter_id, period_start, period_end, used, unbilled, events)
                select unnest($12::uuid[]), unnest($13::smallint[]), unnest($14::timestamptz[]),
                    unnest($15::timestamptz[]),
                       unnest($16::bigint[]), 0, unnest($17::bigint[])
                 where (select count(*) from event) = cardinality($1)
                on conflict (org_id, meter_id, period_start) do update
                   set used = p.used + excluded.used, events = p.events + excluded.events
                returning p.org_id, p.meter_id, p.period_start, p.period_end, p.used, p.soft_reached_at,
                    p.hard_reached_at, p.cap_reached_at,
                          p.reserved_until, p.carry, p.used_elsewhere),
            part as (
                insert into usage_period_workspace as p (org_id, meter_id, period_start, workspace_id, quantity,
                    unbilled, events, latest_at)
                select unnest($22::uuid[]), unnest($23::smallint[]), unnest($24::timestamptz[]), unnest($25::uuid[]),
                    unnest($26::bigint[]), 0,
                       unnest($27::bigint[]), unnest($28::timestamptz[])
                 where (select count(*) from counter) = cardinality($12)
                on conflict (org_id, meter_id, period_start, workspace_id) do update
                   set quantity = p.quantity + excluded.quantity, events = p.events + excluded.events,
                       latest_at = greatest(p.latest_at, excluded.latest_at)),
            hour as (
                insert into usage_hour as h (org_id, meter_id, hour, workspace_id, quantity, events, revision,
                    latest_at, unpublished)
                select unnest($29::uuid[]), unnest($30::smallint[]), unnest($31::timestamptz[]), unnest($32::uuid[]),
                    unnest($33::bigint[]),
                       unnest($34::bigint[]), 1, unnest($35::timestamptz[]), true
                 where (select count(*) from counter) = cardinality($12)
                on conflict (org_id, meter_id, hour, workspace_id) do update
                   set quantity = h.quantity + excluded.quantity, events = h.events + excluded.events,
                       revision = h.revision + 1,
                       latest_at = greatest(h.latest_at, excluded.latest_at), unpublished = true),
            subscribed as (
                select count(*) as found
                  from unnest($36::uuid[], $37::uuid[], $38::bigint[]) as i (org_id, id, revision)
                 cross join lateral (select 1
                                       from subscription l
                                      where l.org_id = i.org_id and l.id = i.id and l.revision = i.revision
                                     offset 0) s),
            workspace as (
                select count(*) as found
                  from unnest($39::uuid[], $40::uuid[], $41::uuid[]) as i (org_id, id, team_id)
                 cross join lateral (select 1
                                       from access_node a
                                      where a.org_id = i.org_id and a.node_id = i.id and a.parent_id = i.team_id
                                        and a.node_type = 'WORKSPACE' and not a.deleted
                                     offset 0) n),
            refusal as (
                select case
                       when (select found from subscribed) <> cardinality($36) then 'a subscription has changed'
                       when (select found from workspace) <> cardinality($39) then 'a workspace has changed'
                       when (select revision from catalogue_revision) > $42 then 'the catalogue has changed'
                       end as reason)
            select c.org_id, c.meter_id, c.period_start, c.used,
                   ('0' || coalesce(
                        (select reason from refusal),
                        c.position || ' ' || case
                        when c.org_id is distinct from ($12::uuid[])[c.position]
                            or c.meter_id <> ($13::smallint[])[c.position]
                          or c.period_start <> ($14::timestamptz[])[c.position]
                              then 'the counters came in another order'
                        when c.period_end <> ($15::timestamptz[])[c.position] then 'a plan has changed'
                        when c.carry <> ($44::bigint[])[c.position] or c.used_elsewhere <> ($45::bigint[])[c.position]
                              then 'another part has changed'
                        when c.reserved_until > clock_timestamp() then 'something may be reserved'
                        when c.used > ($21::bigint[])[c.position] then 'a limit is reached'
                        when c.soft_reached_at is null and c.used >= ($18::bigint[])[c.position]
                          or c.hard_reached_at is null and c.used >= ($19::bigint[])[c.position]
                          or c.cap_reached_at is null and c.used >= ($20::bigint[])[c.position]
                              then 'a threshold is reached'
                        end,
                        ''))::int as confirmed
              from (values (1)) as always (one)
              left join (select *, row_number() over () as position from counter) c on true""")
            .replaceAll("\\s+", " ");

    /** Finds in the message of a failure the position of the counter on which an assumption does not hold. */
    private static final Pattern ON_COUNTER = Pattern.compile("\\b0(\\d+) [a-z]");

    /** The outcome of the statement; unless it is {@link Written}, nothing was written. */
    sealed interface Outcome {

        /** The results of each batch. */
        record Written(List<List<UsageResult>> results) implements Outcome {}

        /** The counter of an organization is not as expected. */
        record Unexpected(UUID organization) implements Outcome {}

        /** An event is not new; its organization is not known. */
        record Repeated() implements Outcome {}

        /** Another fact is not as the cache describes it. */
        record StaleSnapshot() implements Outcome {}
    }

    private final ClassifiedBatch usage;
    private final OrganizationCache known;
    private final Duration lockTimeout;
    private final Map<OrgScoped<CounterKey>, Counter> counters = new HashMap<>();
    /** What was counted on its counter up to each event, in the order of the candidates. */
    private final List<Long> counted = new ArrayList<>();
    /** Organizations with something to decide; true: this will last for a while. */
    private final Map<UUID, Boolean> excluded = new HashMap<>();

    /**
     * The fast path for a classified batch. It counts in the accumulators of the batch, which can then not be used for
     * another path.
     *
     * @param lockTimeout how long to wait for a lock
     */
    UsageFastPath(ClassifiedBatch usage, OrganizationCache known, Duration lockTimeout) {
        this.usage = usage;
        this.known = known;
        this.lockTimeout = lockTimeout;
        usage.probes().forEach(probe -> excluded.put(probe.organizationBatch().organization, true));
        usage.named().stream()
                .filter(workspace -> !usage.facts().isThere(workspace))
                .forEach(workspace -> excluded.put(workspace.organizationId(), true));
        usage.requests().stream()
                .map(request -> request.batch)
                .filter(batch -> batch.backfill() || !batch.reserved().isEmpty())
                .forEach(batch -> excluded.putIfAbsent(batch.organizationId(), false));
        if (excluded.isEmpty()) {
            take();
        }
    }

    /** Whether a batch is of the kind that the fast path can write; others are not tried. */
    static boolean suits(UsageBatch batch) {
        if (batch.backfill() || !batch.reserved().isEmpty()) {
            return false;
        }
        for (ParsedEvent received : batch.events()) {
            if (received instanceof ParsedEvent.Valid(UsageEvent event) && !isSummedUp(event)) {
                return false;
            }
        }
        return true;
    }

    private void take() {
        for (Entry entry : usage.candidates().values()) {
            CounterKey key = entry.counter();
            if (key == null || !isSummedUp(entry.event())) {
                excluded.putIfAbsent(entry.organizationBatch().organization, false);
            }
        }
        for (OrgScoped<CounterKey> key : usage.counters()) {
            OrganizationBatch organizationBatch = usage.organizationBatch(key.organization());
            Counter counter =
                    organizationBatch.counter(organizationBatch.meter(key.what().meter()), key.what(), usage.part(key));
            if (counter.over) {
                excluded.putIfAbsent(key.organization(), false);
            }
            if (!usage.period(key).getLast().equals(key)) {
                // Later parts of the period know what is used in this one.
                excluded.put(key.organization(), true);
            }
            // Counting begins at 0 and without a limit: only the statement reads the real value of the counter.
            organizationBatch.accumulator.put(new Counter(counter.meter, counter.key, counter.periodEnd, null, false));
            counters.put(key, counter);
        }
        for (Entry entry : usage.candidates().values()) {
            UsageAccumulator accumulator = entry.organizationBatch().accumulator;
            CounterKey key = entry.counter();
            if (key == null || !(accumulator.count(entry.event(), key) instanceof Decision.Counted)) {
                excluded.putIfAbsent(entry.organizationBatch().organization, false);
                return;
            }
            counted.add(Objects.requireNonNull(accumulator.counter(key)).used);
        }
        compareWithThresholds();
    }

    /** Compares by the cached counters; the statement checks again. */
    private void compareWithThresholds() {
        counters.forEach((key, counter) -> {
            CachedCounter seen = known.counter(key.organization(), key.what());
            if (seen == null) {
                excluded.putIfAbsent(key.organization(), false);
                return;
            }
            counter.carry = seen.carry();
            counter.elsewhere = seen.elsewhere();
            long more = added(key).used;
            if (seen.mayBeReserved(usage.latest())
                    || seen.isTooMuch(more, counter.most())
                    || !seen.staysBelowThresholds(more, counter.limit())) {
                excluded.put(key.organization(), true);
            }
        });
    }

    /**
     * Organizations that have something to decide; while there are any, nothing can be written. True: the reason will
     * last for a while, such as repeated events or a near threshold; false: it is due to single events.
     */
    Map<UUID, Boolean> excluded() {
        return excluded;
    }

    /** Whether there is nothing to write: no event could be read. */
    boolean isEmpty() {
        return usage.candidates().isEmpty();
    }

    private static boolean isSummedUp(UsageEvent event) {
        return event.groups().isEmpty()
                && switch (event.meter().aggregation()) {
                    case SUM, COUNT -> true;
                    case MAX, LATEST, UNIQUE_COUNT -> false;
                };
    }

    /** The identities of its events. */
    List<OrgScoped<UUID>> identities() {
        return List.copyOf(usage.candidates().keySet());
    }

    /** Writes all of it, or nothing where something is not as expected. */
    Uni<Outcome> write(SqlConnection connection) {
        return connection
                .preparedQuery(WRITE)
                .execute(Tuple.from(Arrays.asList(parameters())))
                .<Outcome>map(rows -> new Outcome.Written(settled(rows)))
                .onFailure(UsageFastPath::isUnexpected)
                .recoverWithItem(failure -> outcome((PgException) failure));
    }

    private static boolean isUnexpected(Throwable failure) {
        return failure instanceof PgException pg
                && pg.getSqlState() != null
                && (pg.getSqlState().startsWith(SqlStates.DATA_EXCEPTION)
                        || pg.getSqlState().equals(SqlStates.UNIQUE_VIOLATION));
    }

    private Outcome outcome(PgException failure) {
        if (SqlStates.UNIQUE_VIOLATION.equals(failure.getSqlState())) {
            return new Outcome.Repeated();
        }
        Matcher counter = ON_COUNTER.matcher(String.valueOf(failure.getErrorMessage()));
        List<OrgScoped<Counter>> inOrder = inOrder();
        if (counter.find()) {
            int position = Integer.parseInt(counter.group(1));
            if (position >= 1 && position <= inOrder.size()) {
                return new Outcome.Unexpected(inOrder.get(position - 1).organization());
            }
        }
        return new Outcome.StaleSnapshot();
    }

    private List<List<UsageResult>> settled(RowSet<Row> rows) {
        Map<OrgScoped<CounterKey>, Long> before = HashMap.newHashMap(counters.size());
        for (Row row : rows) {
            OrgScoped<CounterKey> key = new OrgScoped<>(row.getUUID("org_id"), UsageStatements.counterKey(row));
            long used = row.getLong("used");
            before.put(key, used - added(key).used);
            known.counterIsAt(key.organization(), key.what(), used);
        }
        int position = 0;
        for (Entry entry : usage.candidates().values()) {
            OrgScoped<CounterKey> key = entry.owned(Objects.requireNonNull(entry.counter()));
            long used = Objects.requireNonNull(before.get(key)) + counted.get(position++);
            LimitStatus standing = LimitStatus.of(
                    used, 0, Objects.requireNonNull(counters.get(key)).limit());
            entry.settle(UsageResult.of(entry.index(), entry.event(), UsageStatus.ACCEPTED, standing));
        }
        return usage.answered();
    }

    private Counter added(OrgScoped<CounterKey> key) {
        return Objects.requireNonNull(
                usage.organizationBatch(key.organization()).accumulator.counter(key.what()));
    }

    private Object[] parameters() {
        List<Object> parameters = new ArrayList<>(45);
        parameters.addAll(Arrays.asList(UsageStatements.events(usage.newEvents())));
        addCounters(parameters);
        List<OrgScoped<WorkspaceCounter>> workspaceCounters =
                usage.all(organizationBatch -> organizationBatch.accumulator.changedWorkspaceCounters());
        parameters.add(organizations(workspaceCounters));
        parameters.add(column(
                workspaceCounters, Short[]::new, row -> row.what().key.counter().meter()));
        parameters.add(times(workspaceCounters, row -> row.what().key.counter().periodStart()));
        parameters.add(
                column(workspaceCounters, UUID[]::new, row -> row.what().key.workspaceId()));
        parameters.add(column(workspaceCounters, Long[]::new, row -> row.what().added));
        parameters.add(column(workspaceCounters, Long[]::new, row -> row.what().addedEvents));
        parameters.add(times(workspaceCounters, row -> row.what().latestAt));
        List<OrgScoped<Hour>> hours = usage.all(organizationBatch -> organizationBatch.accumulator.hours()).stream()
                .sorted(OrgScoped.order(Comparator.comparing((Hour hour) -> hour.key, UsageStatements.HOURS)))
                .toList();
        parameters.add(organizations(hours));
        parameters.add(column(hours, Short[]::new, row -> row.what().key.meter()));
        parameters.add(times(hours, row -> row.what().key.hour()));
        parameters.add(column(hours, UUID[]::new, row -> row.what().key.workspaceId()));
        parameters.add(column(hours, Long[]::new, row -> row.what().quantity));
        parameters.add(column(hours, Long[]::new, row -> row.what().events));
        parameters.add(times(hours, row -> row.what().latestAt));
        addFacts(parameters);
        parameters.add(LockTimeout.text(lockTimeout));
        List<OrgScoped<Counter>> inOrder = inOrder();
        parameters.add(column(inOrder, Long[]::new, row -> row.what().carry));
        parameters.add(column(inOrder, Long[]::new, row -> row.what().elsewhere));
        return parameters.toArray();
    }

    /** The counters in the order in which they are locked. */
    private List<OrgScoped<Counter>> inOrder() {
        return counters.entrySet().stream()
                .map(counter -> new OrgScoped<>(counter.getKey().organization(), counter.getValue()))
                .sorted(OrgScoped.order(
                        Comparator.comparing((Counter counter) -> counter.key, UsageStatements.COUNTERS)))
                .toList();
    }

    private void addCounters(List<Object> parameters) {
        List<OrgScoped<Counter>> sorted = inOrder();
        List<Counter> added = sorted.stream()
                .map(row -> added(new OrgScoped<>(row.organization(), row.what().key)))
                .toList();
        parameters.add(organizations(sorted));
        parameters.add(column(sorted, Short[]::new, row -> row.what().key.meter()));
        parameters.add(times(sorted, row -> row.what().key.periodStart()));
        parameters.add(times(sorted, row -> row.what().periodEnd));
        parameters.add(column(added, Long[]::new, counter -> counter.used));
        parameters.add(column(added, Long[]::new, counter -> counter.events));
        parameters.add(column(sorted, Long[]::new, row -> threshold(row.what().limit(), LimitThreshold.SOFT)));
        parameters.add(column(sorted, Long[]::new, row -> threshold(row.what().limit(), LimitThreshold.HARD)));
        parameters.add(column(sorted, Long[]::new, row -> threshold(row.what().limit(), LimitThreshold.CAP)));
        parameters.add(column(sorted, Long[]::new, row -> row.what().most()));
    }

    private static long threshold(@Nullable UsageLimit limit, LimitThreshold threshold) {
        return limit == null ? NEVER : limit.threshold(threshold);
    }

    private void addFacts(List<Object> parameters) {
        List<OrgScoped<SubscriptionTerms>> subscriptions = new ArrayList<>();
        for (OrganizationBatch organizationBatch : usage.organizationBatches()) {
            if (organizationBatch.terms != null) {
                subscriptions.add(new OrgScoped<>(organizationBatch.organization, organizationBatch.terms));
            }
        }
        parameters.add(organizations(subscriptions));
        parameters.add(column(subscriptions, UUID[]::new, row -> row.what().id()));
        parameters.add(column(subscriptions, Long[]::new, row -> row.what().revision()));
        List<NamedWorkspace> workspaces = List.copyOf(usage.named());
        parameters.add(column(workspaces, UUID[]::new, NamedWorkspace::organizationId));
        parameters.add(column(workspaces, UUID[]::new, NamedWorkspace::id));
        parameters.add(column(
                workspaces,
                UUID[]::new,
                workspace -> Objects.requireNonNull(usage.facts().place(workspace.organizationId(), workspace.id()))
                        .teamId()));
        parameters.add(usage.oldestCatalogue().revision());
    }
}
