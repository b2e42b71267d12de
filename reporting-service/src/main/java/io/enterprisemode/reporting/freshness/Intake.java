package io.enterprisemode.reporting.freshness;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventData;
import io.enterprisemode.contracts.events.EventDefinition;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Reads events of the topics and remembers, in the transaction of their effect, how new the newest is. */
@ApplicationScoped
public class Intake {

    private static final String REMEMBER = """
            insert into intake (org_id, consumer, newest_event_at)
            select org_id, $1, max(time)
              from unnest($2::uuid[], $3::timestamptz[]) as taken (org_id, time)
             group by org_id
             order by org_id
                on conflict (org_id, consumer) do update
                   set newest_event_at = excluded.newest_event_at
                 where intake.newest_event_at < excluded.newest_event_at""";

    /**
     * The data of the events of one type, in their order.
     *
     * @throws IllegalArgumentException when data cannot be read or belongs to another organization than its envelope
     */
    public <T extends EventData> List<T> read(List<Event> events, EventDefinition<T> definition) {
        return events.stream()
                .filter(event -> event.type().equals(definition.type()))
                .map(event -> read(event, definition))
                .toList();
    }

    private static <T extends EventData> T read(Event event, EventDefinition<T> definition) {
        T data = event.read(definition);
        UUID organization = data.organizationId();
        if (organization == null || !organization.equals(event.organizationId())) {
            throw new IllegalArgumentException("the event is said to be of organization " + event.organizationId()
                    + " but its data of " + organization);
        }
        return data;
    }

    /** Remembers the newest event of each organization. */
    public Uni<Void> remember(SqlConnection connection, String consumer, List<Event> events) {
        List<Event> owned =
                events.stream().filter(event -> event.organizationId() != null).toList();
        UUID[] organizations = owned.stream().map(Event::organizationId).toArray(UUID[]::new);
        OffsetDateTime[] times = owned.stream()
                .map(event -> event.time().atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
        return connection
                .preparedQuery(REMEMBER)
                .execute(Tuple.of(consumer, organizations, times))
                .replaceWithVoid();
    }
}
