package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.ApiKeyUsed;
import io.enterprisemode.kernel.access.ApiKeyUses;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Stores when each API key was last used: the uses of this replica, once a minute, and those that the other services
 * publish. The instant only increases, so order and repetition do not matter.
 */
@ApplicationScoped
public class ApiKeyUseRecorder implements EventHandler {

    /** The latest of several rows of one key counts. */
    private static final String RECORD = """
            update api_key k set last_used_at = u.used_at
              from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as u (org_id, key_id, used_at)
             where k.org_id = u.org_id and k.key_id = u.key_id
               and (k.last_used_at is null or k.last_used_at < u.used_at)""";

    private final EventConsumers consumers;
    private final ApiKeyUses uses;
    private final WorkerTransactions transactions;

    ApiKeyUseRecorder(EventConsumers consumers, ApiKeyUses uses, WorkerTransactions transactions) {
        this.consumers = consumers;
        this.uses = uses;
        this.transactions = transactions;
    }

    @Scheduled(identity = "own-api-key-uses", every = ApiKeyUses.EVERY, delayed = "60s")
    Uni<Void> recordOwn() {
        Map<ApiKeyUses.Key, Instant> noted = uses.drain();
        return record(noted).onFailure().invoke(() -> uses.note(noted));
    }

    @Incoming("apikey-uses")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        Map<ApiKeyUses.Key, Instant> latest = new HashMap<>();
        for (Event event : events) {
            if (event.type().equals(EventTypes.API_KEY_USED.type())) {
                ApiKeyUsed used = event.read(EventTypes.API_KEY_USED);
                latest.merge(
                        new ApiKeyUses.Key(used.organizationId(), used.keyId()),
                        used.usedAt(),
                        (one, other) -> one.isAfter(other) ? one : other);
            }
        }
        return record(latest);
    }

    private Uni<Void> record(Map<ApiKeyUses.Key, Instant> latest) {
        if (latest.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // Always in the same order, so that concurrent batches do not deadlock.
        List<Map.Entry<ApiKeyUses.Key, Instant>> rows = latest.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(ApiKeyUses.Key::keyId)))
                .toList();
        return transactions.inTransaction(connection -> connection
                .preparedQuery(RECORD)
                .execute(Tuple.of(
                        rows.stream().map(row -> row.getKey().organizationId()).toArray(UUID[]::new),
                        rows.stream().map(row -> row.getKey().keyId()).toArray(String[]::new),
                        rows.stream()
                                .map(row -> row.getValue().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new)))
                .replaceWithVoid());
    }
}
