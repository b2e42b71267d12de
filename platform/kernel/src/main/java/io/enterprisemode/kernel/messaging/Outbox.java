package io.enterprisemode.kernel.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventData;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.AtEnd;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to the outbox table, in the transaction of the change that they describe: either both are stored or
 * neither. The relay publishes them.
 */
@ApplicationScoped
public class Outbox {

    static final String CHANNEL = "outbox_event";

    /**
     * The notification goes with the statement that appends, as it would take another trip. RETURNING would need the
     * right to read the outbox, which requests do not have.
     */
    private static final String APPEND = """
        with appended as (
            insert into outbox_event (org_id, id, topic, key, type, subject, payload, traceparent, created_at)
            select e."organizationId", e.id, e.topic, e.key, e.type, e.subject, e.payload, e.traceparent,
                   e."createdAt"
              from jsonb_to_recordset(cast(cast($1 as text) as jsonb)) as e (
                   "organizationId" uuid, id uuid, topic text, key text, type text, subject text, payload text,
                   traceparent text, "createdAt" timestamptz))
        select cast(pg_notify('""" + CHANNEL + "', '') as text)";

    private final URI source;
    private final Clock clock;
    private final AtEnd.Writer<Row> atEnd = Outbox::write;

    Outbox(@ConfigProperty(name = "enterprise.service") String service, Clock clock) {
        this.source = URI.create("/" + service + "-service");
        this.clock = clock;
    }

    /** An event of this service about the data, with a new id. */
    public <T extends EventData> Event event(EventDefinition<T> definition, T data, @Nullable String traceparent) {
        return Event.of(definition, data, UuidCreator.getTimeOrderedEpoch(), source, clock.instant(), traceparent);
    }

    /** Writes an event at the end of the organization's transaction and wakes the relay when it commits. */
    public <T extends EventData> Uni<Void> append(
            Tenant tenant, EventDefinition<T> definition, T data, @Nullable String traceparent) {
        Event event = event(definition, data, traceparent);
        return atEnd(tenant, List.of(event), List.of(row(event, definition.topic())));
    }

    /**
     * Writes events at the end of the organization's transaction, in the order in which they were given, by one
     * statement however many they are, and wakes the relay when it commits.
     *
     * @param events all of the organization
     */
    public Uni<Void> append(Tenant tenant, List<Event> events) {
        return atEnd(
                tenant,
                events,
                events.stream().map(event -> row(event, topicOf(event))).toList());
    }

    private Uni<Void> atEnd(Tenant tenant, List<Event> events, List<Row> rows) {
        if (!events.stream().allMatch(event -> tenant.organizationId().equals(event.organizationId()))) {
            return Uni.createFrom()
                    .failure(new IllegalStateException("the event is not of the transaction's organization"));
        }
        if (!rows.isEmpty()) {
            tenant.atEnd().write(atEnd, rows);
        }
        return Uni.createFrom().voidItem();
    }

    private static Row row(Event event, String topic) {
        UUID organization = event.organizationId();
        if (organization == null) {
            throw new IllegalArgumentException(
                    "an event without organization cannot be in the outbox: " + event.type());
        }
        return new Row(
                organization,
                event.id(),
                topic,
                event.key(),
                event.type(),
                event.subject(),
                event.data(),
                event.traceparent(),
                event.time());
    }

    private static Uni<Void> write(Statements statements, List<Row> rows) {
        return statements.rows(APPEND, EventJson.write(rows)).replaceWithVoid();
    }

    /** A row of the outbox, as it is handed over in JSON. */
    private record Row(
            UUID organizationId,
            UUID id,
            String topic,
            String key,
            String type,
            @Nullable String subject,
            String payload,
            @Nullable String traceparent,
            Instant createdAt) {}

    /**
     * Writes events in a worker's transaction, of whichever organizations, in their order, by one statement, and wakes
     * the relay when it commits.
     */
    public Uni<Void> append(SqlConnection connection, List<Event> events) {
        return events.isEmpty()
                ? Uni.createFrom().voidItem()
                : write(
                        Statements.of(connection),
                        events.stream().map(event -> row(event, topicOf(event))).toList());
    }

    private static String topicOf(Event event) {
        return EventTypes.byType(event.type())
                .orElseThrow(() -> new IllegalArgumentException("unknown event type " + event.type()))
                .topic();
    }
}
