package io.enterprisemode.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.systemtests.crash.UsageScript.Event;
import io.enterprisemode.systemtests.http.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Looks at what is stored, past every policy, and compares it with the script and the journals. */
public final class Inspection {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final int FETCHED = 10_000;

    private static final String EVENTS = """
            select e.event_id, e.source, m.code, e.workspace_id::text, e.quantity
              from usage_event e join meter m on m.id = e.meter_id where e.org_id = ?""";

    /** A change of plan makes counters of meters that nobody uses, to lock them; they are empty. */
    private static final String COUNTERS = """
            select m.code, sum(p.used)::bigint, sum(p.events)::bigint
              from usage_period p join meter m on m.id = p.meter_id where p.org_id = ? group by m.code
            having sum(p.used) <> 0 or sum(p.events) <> 0""";

    private static final String HOURS = """
            select code, sum(quantity)::bigint, sum(events)::bigint
              from (select m.code, h.workspace_id,
                           case when m.aggregation = 'MAX' then max(h.quantity) else sum(h.quantity) end as quantity,
                           sum(h.events) as events
                      from usage_hour h join meter m on m.id = h.meter_id
                     where h.org_id = ? group by m.code, m.aggregation, h.workspace_id) of_workspaces
             group by code""";

    private final LocalSuite local;
    private final UsageScript script;
    private final List<Journal> journals;
    private final UUID organization;
    private final Caller owner;

    private final List<BitSet> seen = new ArrayList<>();
    private final Map<String, Long> events = new TreeMap<>();
    private final Map<String, Long> quantities = new TreeMap<>();
    private final Map<String, Long> largest = new HashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long stored;
    private long doubled;
    private long foreign;

    public Inspection(LocalSuite local, UsageScript script, List<Journal> journals, UUID organization, Caller owner) {
        this.local = local;
        this.script = script;
        this.journals = journals;
        this.organization = organization;
        this.owner = owner;
        journals.forEach(journal -> seen.add(new BitSet(journal.made())));
    }

    /** Waits until the queue is drained and the changed hours are published, then compares everything. */
    public void run() {
        long made = journals.stream().mapToLong(Journal::made).sum();
        await(() -> number("select count(*) from usage_event where org_id = '" + organization + "'") >= made);
        await(() ->
                number("select count(*) from usage_hour where unpublished and org_id = '" + organization + "'") == 0);
        try (Connection connection = local.superuser(ServiceName.BILLING)) {
            connection.setAutoCommit(false);
            readEvents(connection);
            compare("counters", connection, COUNTERS);
            compare("hours", connection, HOURS);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        compareReports();
    }

    private void readEvents(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
            query.setObject(1, organization);
            query.setFetchSize(FETCHED);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    stored++;
                    OptionalLong place = UsageScript.placeOf(rows.getString(1));
                    if (place.isEmpty() || !isAsMade(place.getAsLong(), rows)) {
                        foreign++;
                    } else if (seen.get(UsageScript.producer(place.getAsLong()))
                            .get(UsageScript.number(place.getAsLong()))) {
                        doubled++;
                    } else {
                        count(place.getAsLong());
                    }
                }
            }
        }
        // Of a level, each workspace counts with its largest.
        largest.values().forEach(quantity -> quantities.merge(UsageScript.LARGEST, quantity, Long::sum));
    }

    private boolean isAsMade(long place, ResultSet row) throws SQLException {
        int producer = UsageScript.producer(place);
        if (producer >= journals.size()
                || UsageScript.number(place) >= journals.get(producer).made()) {
            return false;
        }
        Event event = script.event(place);
        return row.getString(2).equals(UsageScript.SOURCE)
                && row.getString(3).equals(event.meter())
                && row.getString(4).equals(event.workspaceId())
                && row.getLong(5) == event.quantity();
    }

    private void count(long place) {
        seen.get(UsageScript.producer(place)).set(UsageScript.number(place));
        Event event = script.event(place);
        events.merge(event.meter(), 1L, Long::sum);
        if (event.meter().equals(UsageScript.LARGEST)) {
            largest.merge(event.workspaceId(), event.quantity(), Math::max);
        } else {
            quantities.merge(event.meter(), event.quantity(), Long::sum);
        }
    }

    private void compare(String what, Connection connection, String sql) throws SQLException {
        Map<String, Long> storedQuantities = new TreeMap<>();
        Map<String, Long> storedEvents = new TreeMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, organization);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    storedQuantities.put(rows.getString(1), rows.getLong(2));
                    storedEvents.put(rows.getString(1), rows.getLong(3));
                }
            }
        }
        if (!storedQuantities.equals(quantities)) {
            differences.add(what + " say " + storedQuantities + ", the events " + quantities);
        }
        if (!storedEvents.equals(events)) {
            differences.add(what + " say " + storedEvents + " events, there are " + events);
        }
    }

    private void compareReports() {
        Map<String, Long> expected = new TreeMap<>(quantities);
        expected.keySet().retainAll(UsageScript.SUMMED);
        Map<String, Long> reported = new TreeMap<>();
        await(() -> {
            reported.clear();
            reported.putAll(reported());
            return reported.equals(expected);
        });
        if (!reported.equals(expected)) {
            differences.add("reporting says " + reported + ", the events " + expected);
        }
    }

    private Map<String, Long> reported() {
        Instant from = script.start().truncatedTo(ChronoUnit.DAYS).minus(1, ChronoUnit.DAYS);
        JsonNode answer = owner.get(
                        "/api/reports/analytics?interval=day&from=" + from + "&to=" + from.plus(3, ChronoUnit.DAYS))
                .json();
        Map<String, Long> sums = new TreeMap<>();
        for (JsonNode meter : answer.path("meters")) {
            long sum = 0;
            for (JsonNode point : meter.path("points")) {
                sum += point.path("quantity").asLong();
            }
            if (UsageScript.SUMMED.contains(meter.path("meter").asText())) {
                sums.put(meter.path("meter").asText(), sum);
            }
        }
        return sums;
    }

    public long stored() {
        return stored;
    }

    public long doubled() {
        return doubled;
    }

    public long foreign() {
        return foreign;
    }

    /** Events that were acknowledged and are not there. */
    public long missing() {
        long missing = 0;
        for (int producer = 0; producer < journals.size(); producer++) {
            for (int number = 0; number < journals.get(producer).made(); number++) {
                if (journals.get(producer).isAcknowledged(number)
                        && !seen.get(producer).get(number)) {
                    missing++;
                }
            }
        }
        return missing;
    }

    public List<String> differences() {
        return List.copyOf(differences);
    }

    /** A condition that may fail while something restarts. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws SQLException;
    }

    /** Waits for a condition, not for ever: what is not so then shows in the comparison. */
    private static void await(Condition condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = local.superuser(ServiceName.BILLING);
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
