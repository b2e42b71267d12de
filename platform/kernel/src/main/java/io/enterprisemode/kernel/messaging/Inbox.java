package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Remembers which events a consumer has taken in, in the transaction of their effect. */
@ApplicationScoped
public class Inbox {

    private static final String TAKE_IN = """
            insert into inbox_event (org_id, consumer, event_id)
            select org_id, $1, event_id from unnest($2::uuid[], $3::text[]) as taken (org_id, event_id)
            on conflict do nothing
            returning event_id""";

    /** Marks the events as taken in and returns, in their order, those that were new. */
    public Uni<List<Event>> takeIn(SqlConnection connection, String consumer, List<Event> events) {
        List<Event> owned =
                events.stream().filter(event -> event.organizationId() != null).toList();
        if (owned.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        UUID[] organizations = owned.stream().map(Event::organizationId).toArray(UUID[]::new);
        String[] ids = owned.stream().map(event -> event.id().toString()).toArray(String[]::new);
        return connection
                .preparedQuery(TAKE_IN)
                .execute(Tuple.of(consumer, organizations, ids))
                .map(rows -> {
                    Set<String> fresh = new HashSet<>();
                    rows.forEach(row -> fresh.add(row.getString("event_id")));
                    return owned.stream()
                            .filter(event -> fresh.remove(event.id().toString()))
                            .toList();
                });
    }
}
