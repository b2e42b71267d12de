package io.enterprisemode.kernel.messaging;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventData;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
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

    private static final String APPEND = """
        insert into outbox_event (org_id, id, topic, key, type, subject, payload, traceparent, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)\
        """;

    /** Goes with the statement that appends, which would take another trip. */
    private static final String WAKE = "select cast(pg_notify('" + CHANNEL + "', '') as text)";

    private final URI source;
    private final Clock clock;

    Outbox(@ConfigProperty(name = "enterprise.service") String service, Clock clock) {
        this.source = URI.create("/" + service + "-service");
        this.clock = clock;
    }

    /** An event of this service about the data, with a new id. */
    public <T extends EventData> Event event(EventDefinition<T> definition, T data, @Nullable String traceparent) {
        return Event.of(definition, data, UuidCreator.getTimeOrderedEpoch(), source, clock.instant(), traceparent);
    }

    /** Writes an event in the organization's transaction and wakes the relay when it commits. */
    public <T extends EventData> Uni<Void> append(
            Tenant tenant, EventDefinition<T> definition, T data, @Nullable String traceparent) {
        Event event = event(definition, data, traceparent);
        if (!tenant.organizationId().equals(event.organizationId())) {
            return Uni.createFrom()
                    .failure(new IllegalStateException("the event is not of the transaction's organization"));
        }
        // RETURNING would need the right to read the outbox, which requests do not have.
        return tenant.session()
                .createNativeQuery("""
                    with appended as (
                        insert into outbox_event
                            (org_id, id, topic, key, type, subject, payload, traceparent, created_at)
                        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9))
                    """ + WAKE, String.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, event.id())
                .setParameter(3, definition.topic())
                .setParameter(4, event.key())
                .setParameter(5, event.type())
                .setParameter(6, event.subject())
                .setParameter(7, event.data())
                .setParameter(8, event.traceparent())
                .setParameter(9, event.time())
                .getSingleResultOrNull()
                .replaceWithVoid();
    }

    /**
     * Writes events in the organization's transaction, in their order, by one statement however many they are, and
     * wakes the relay when it commits.
     *
     * @param events all of the organization
     */
    public Uni<Void> append(Tenant tenant, List<Event> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Row> rows = new ArrayList<>(events.size());
        for (Event event : events) {
            if (!tenant.organizationId().equals(event.organizationId())) {
                return Uni.createFrom()
                        .failure(new IllegalStateException("the event is not of the transaction's organization"));
            }
            rows.add(new Row(
                    event.id(),
                    topicOf(event),
                    event.key(),
                    event.type(),
                    event.subject(),
                    event.data(),
                    event.traceparent(),
                    event.time()));
        }
        return tenant.session()
                .createNativeQuery("""
                    with appended as (
                        insert into outbox_event
                            (org_id, id, topic, key, type, subject, payload, traceparent, created_at)
                        select ?1, e.id, e.topic, e.key, e.type, e.subject, e.payload, e.traceparent, e."createdAt"
                          from jsonb_to_recordset(cast(cast(?2 as text) as jsonb)) as e (
                               id uuid, topic text, key text, type text, subject text, payload text,
                               traceparent text, "createdAt" timestamptz))
                    """ + WAKE, String.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, EventJson.write(rows))
                .getSingleResultOrNull()
                .replaceWithVoid();
    }

    /** A row of the outbox, as it is handed over in JSON. */
    private record Row(
            UUID id,
            String topic,
            String key,
            String type,
            @Nullable String subject,
            String payload,
            @Nullable String traceparent,
            Instant createdAt) {}

    /** Writes events in a worker's transaction and wakes the relay when it commits. */
    public Uni<Void> append(SqlConnection connection, List<Event> events) {
        if (events.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<Tuple> rows = new ArrayList<>(events.size());
        for (Event event : events) {
            UUID organization = event.organizationId();
            if (organization == null) {
                throw new IllegalArgumentException(
                        "an event without organization cannot be in the outbox: " + event.type());
            }
            rows.add(Tuple.from(java.util.Arrays.asList(
                    organization,
                    event.id(),
                    topicOf(event),
                    event.key(),
                    event.type(),
                    event.subject(),
                    event.data(),
                    event.traceparent(),
                    event.time().atOffset(java.time.ZoneOffset.UTC))));
        }
        return connection
                .preparedQuery(APPEND)
                .executeBatch(rows)
                .chain(() -> connection
                        .query("select pg_notify('" + CHANNEL + "', '')")
                        .execute())
                .replaceWithVoid();
    }

    private static String topicOf(Event event) {
        return EventTypes.byType(event.type())
                .orElseThrow(() -> new IllegalArgumentException("unknown event type " + event.type()))
                .topic();
    }
}
