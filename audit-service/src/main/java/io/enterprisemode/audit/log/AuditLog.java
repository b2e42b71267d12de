package io.enterprisemode.audit.log;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Appends to the log: many events in one statement. Of the events of an organization with one id the first is stored. A
 * later one is compared with it; if it differs, it is kept in a {@linkplain ConflictingEvent record of the conflict}.
 */
@ApplicationScoped
class AuditLog {

    /** The result of appending an event. */
    enum Appended {
        /** It is in the log now. */
        NEW,
        /** The same event was in the log before. */
        DUPLICATE,
        /** Another event has its id; it is recorded as a conflict. */
        CONFLICT
    }

    private static final String APPEND = """
        with incoming as (
            select org_id, id, time, received_at, source, category, severity, action,
                   actor_type, actor_id, actor_name, actor_email, target_type, target_id, target_name,
                   outcome, ip_address, user_agent, request_id, details, digest, credential
              from json_to_recordset(cast(cast(%1$s as text) as json)) as incoming (
                       org_id uuid, id uuid, time timestamptz, received_at timestamptz, source text, category text,
                       severity text, action text, actor_type text, actor_id text, actor_name text, actor_email text,
                       target_type text, target_id text, target_name text, outcome text, ip_address text,
                       user_agent text, request_id text, details text, digest text, credential text)),
        logged as (
            insert into audit_event (org_id, id, time, received_at, source, category, severity, action,
                                     actor_type, actor_id, actor_name, actor_email, target_type, target_id, target_name,
                                     outcome, ip_address, user_agent, request_id, details)
            select org_id, id, time, received_at, source, category, severity, action,
                   actor_type, actor_id, actor_name, actor_email, target_type, target_id, target_name,
                   outcome, ip_address, user_agent, request_id, details
              from incoming
                on conflict (org_id, id) do nothing
            returning org_id, id),
        received as (
            insert into audit_event_receipt (org_id, event_id, digest, credential)
            select i.org_id, i.id, decode(i.digest, 'hex'), i.credential
              from incoming i
              join logged l on l.org_id = i.org_id and l.id = i.id)
        select cast(coalesce(json_agg(json_build_object('org_id', org_id, 'id', id)), '[]') as text) from logged\
        """;

    private static final String STORED = """
        select cast(coalesce(json_agg(json_build_object(
                   'org_id', e.org_id, 'id', e.id, 'time', e.time, 'received_at', e.received_at, 'source', e.source,
                   'category', e.category, 'severity', e.severity, 'action', e.action,
                   'actor_type', e.actor_type, 'actor_id', e.actor_id, 'actor_name', e.actor_name,
                   'actor_email', e.actor_email, 'target_type', e.target_type, 'target_id', e.target_id,
                   'target_name', e.target_name, 'outcome', e.outcome, 'ip_address', e.ip_address,
                   'user_agent', e.user_agent, 'request_id', e.request_id, 'details', e.details,
                   'digest', encode(r.digest, 'hex'))), '[]') as text)
          from json_to_recordset(cast(cast(%1$s as text) as json)) as asked (org_id uuid, id uuid)
          join audit_event e on e.org_id = asked.org_id and e.id = asked.id
          left join audit_event_receipt r on r.org_id = e.org_id and r.event_id = e.id\
        """;

    /** Runs a statement with one parameter and one answer, both JSON. */
    @FunctionalInterface
    private interface Door {
        Uni<String> ask(String statement, String json);
    }

    /** Appends events of one organization; returns the result of each, in order. */
    Uni<List<Appended>> append(Tenant tenant, List<LoggedEvent> events) {
        return append(
                (statement, json) -> tenant.session()
                        .createNativeQuery(statement.formatted("?1"), String.class)
                        .setParameter(1, json)
                        .getSingleResult(),
                events);
    }

    /** Appends events of any organizations in a worker's transaction; returns the result of each, in order. */
    Uni<List<Appended>> append(SqlConnection connection, List<LoggedEvent> events) {
        return append(
                (statement, json) -> connection
                        .preparedQuery(statement.formatted("$1"))
                        .execute(Tuple.of(json))
                        .map(rows -> rows.iterator().next().getString(0)),
                events);
    }

    private Uni<List<Appended>> append(Door door, List<LoggedEvent> events) {
        return compared(door, events).call(appended -> recordConflicts(door, conflicts(events, appended)));
    }

    /**
     * Of several events with one id the first is the one that is appended; the others are compared with what is there
     * then.
     */
    private static Uni<List<Appended>> compared(Door door, List<LoggedEvent> events) {
        Map<EventKey, LoggedEvent> firsts = new LinkedHashMap<>();
        events.forEach(event -> firsts.putIfAbsent(EventKey.of(event), event));
        return door.ask(APPEND, json(firsts.values())).chain(answer -> {
            Set<EventKey> added = keys(answer);
            if (added.size() == events.size()) {
                return Uni.createFrom().item(Collections.nCopies(events.size(), Appended.NEW));
            }
            Set<EventKey> repeated = new HashSet<>();
            Set<EventKey> unanswered = new HashSet<>(added);
            for (LoggedEvent event : events) {
                if (!unanswered.remove(EventKey.of(event))) {
                    repeated.add(EventKey.of(event));
                }
            }
            return door.ask(STORED, EventJson.write(repeated)).map(stored -> compared(events, added, stored(stored)));
        });
    }

    private static List<Appended> compared(List<LoggedEvent> events, Set<EventKey> added, Map<EventKey, Line> stored) {
        Set<EventKey> unanswered = new HashSet<>(added);
        List<Appended> appended = new ArrayList<>(events.size());
        for (LoggedEvent event : events) {
            EventKey key = EventKey.of(event);
            appended.add(unanswered.remove(key) ? Appended.NEW : compared(event, stored.get(key)));
        }
        return appended;
    }

    private static Appended compared(LoggedEvent event, @Nullable Line stored) {
        if (stored == null) {
            throw new IllegalStateException("event " + event.event().id() + " is neither new nor in the log");
        }
        return EventDigest.isSame(event, stored.digestBytes(), stored.event()) ? Appended.DUPLICATE : Appended.CONFLICT;
    }

    private static List<LoggedEvent> conflicts(List<LoggedEvent> events, List<Appended> appended) {
        List<LoggedEvent> conflicts = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (appended.get(i) == Appended.CONFLICT) {
                conflicts.add(events.get(i));
            }
        }
        return conflicts;
    }

    /** Each refused event is recorded once, however often it comes: its record's id is made of its content. */
    private static Uni<Void> recordConflicts(Door door, List<LoggedEvent> refused) {
        if (refused.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<LoggedEvent> records =
                refused.stream().map(ConflictingEvent::record).toList();
        return compared(door, records).chain(appended -> {
            // Another event was posted under the id of a record: the record gets an id that cannot be known in advance.
            List<LoggedEvent> others = new ArrayList<>();
            for (int i = 0; i < refused.size(); i++) {
                if (appended.get(i) == Appended.CONFLICT) {
                    others.add(ConflictingEvent.underAnotherId(refused.get(i)));
                }
            }
            return others.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : door.ask(APPEND, json(others)).replaceWithVoid();
        });
    }

    private static String json(Collection<LoggedEvent> events) {
        return EventJson.write(events.stream().map(Line::of).toList());
    }

    private static Set<EventKey> keys(String json) {
        return StreamSupport.stream(EventJson.tree(json).spliterator(), false)
                .map(node -> new EventKey(
                        UUID.fromString(node.get("org_id").asText()),
                        UUID.fromString(node.get("id").asText())))
                .collect(Collectors.toSet());
    }

    private static Map<EventKey, Line> stored(String json) {
        Map<EventKey, Line> stored = new HashMap<>();
        for (Line line : EventJson.read(json, Line[].class)) {
            stored.put(new EventKey(line.orgId(), line.id()), line);
        }
        return stored;
    }

    /** Identity of an event. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record EventKey(UUID orgId, UUID id) {

        static EventKey of(LoggedEvent logged) {
            return new EventKey(logged.event().organizationId(), logged.event().id());
        }
    }

    /**
     * A row of the table with its receipt, as JSON for the statements; instants in the microseconds that the table
     * keeps.
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    private record Line(
            UUID orgId,
            UUID id,
            Instant time,
            Instant receivedAt,
            String source,
            String category,
            String severity,
            String action,
            String actorType,
            String actorId,
            @Nullable String actorName,
            @Nullable String actorEmail,
            String targetType,
            String targetId,
            @Nullable String targetName,
            String outcome,
            @Nullable String ipAddress,
            @Nullable String userAgent,
            @Nullable String requestId,
            String details,
            @Nullable String digest,
            @Nullable String credential) {

        static Line of(LoggedEvent logged) {
            AuditEvent event = logged.event();
            return new Line(
                    event.organizationId(),
                    event.id(),
                    event.time().truncatedTo(ChronoUnit.MICROS),
                    logged.receivedAt().truncatedTo(ChronoUnit.MICROS),
                    logged.source(),
                    event.category().name(),
                    event.severity().name(),
                    event.action(),
                    event.actor().type().name(),
                    event.actor().id(),
                    event.actor().name(),
                    event.actor().email(),
                    event.target().type(),
                    event.target().id(),
                    event.target().name(),
                    event.outcome().name(),
                    event.ipAddress(),
                    event.userAgent(),
                    event.requestId(),
                    EventJson.write(event.details()),
                    HexFormat.of().formatHex(EventDigest.of(logged)),
                    logged.poster() == null ? null : logged.poster().credential());
        }

        byte @Nullable [] digestBytes() {
            return digest == null ? null : HexFormat.of().parseHex(digest);
        }

        LoggedEvent event() {
            return LoggedEvent.published(
                    new AuditEvent(
                            id,
                            time,
                            orgId,
                            AuditCategory.valueOf(category),
                            AuditSeverity.valueOf(severity),
                            action,
                            new Actor(ActorType.valueOf(actorType), actorId, actorName, actorEmail),
                            new Target(targetType, targetId, targetName),
                            AuditOutcome.valueOf(outcome),
                            ipAddress,
                            userAgent,
                            requestId,
                            StoredAuditEvent.details(id, details)),
                    source,
                    receivedAt);
        }
    }
}
