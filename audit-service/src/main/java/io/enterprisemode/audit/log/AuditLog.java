package io.enterprisemode.audit.log;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Appends to the log: many events in one statement, each id of an organization once, the first to come stays. */
@ApplicationScoped
public class AuditLog {

    private static final String APPEND = """
            insert into audit_event (org_id, id, time, received_at, source, category, severity, action,
                                     actor_type, actor_id, actor_name, actor_email, target_type, target_id, target_name,
                                     outcome, ip_address, user_agent, request_id, details)
            select org_id, id, time, received_at, source, category, severity, action,
                   actor_type, actor_id, actor_name, actor_email, target_type, target_id, target_name,
                   outcome, ip_address, user_agent, request_id, details
              from json_to_recordset(cast(cast(%s as text) as json)) as incoming (
                       org_id uuid, id uuid, time timestamptz, received_at timestamptz, source text, category text,
                       severity text, action text, actor_type text, actor_id text, actor_name text, actor_email text,
                       target_type text, target_id text, target_name text, outcome text, ip_address text,
                       user_agent text, request_id text, details text)
                on conflict (org_id, id) do nothing
            returning id""";

    /** Appends events of one organization and returns the ids of those that were new. */
    Uni<Set<UUID>> append(Tenant tenant, List<LoggedEvent> events) {
        return tenant.session()
                .createNativeQuery(APPEND.formatted("?1"), UUID.class)
                .setParameter(1, json(events))
                .getResultList()
                .map(HashSet::new);
    }

    /** Appends events of any organizations in a worker's transaction and returns how many were new. */
    Uni<Integer> append(SqlConnection connection, List<LoggedEvent> events) {
        return connection
                .preparedQuery(APPEND.formatted("$1"))
                .execute(Tuple.of(json(events)))
                .map(rows -> rows.size());
    }

    private static String json(List<LoggedEvent> events) {
        return EventJson.write(events.stream().map(Line::of).toList());
    }

    /** A row of the table, as JSON for the statement; instants in the microseconds that the table keeps. */
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
            String details) {

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
                    EventJson.write(event.details()));
        }
    }
}
