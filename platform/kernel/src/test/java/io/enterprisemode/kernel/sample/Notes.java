package io.enterprisemode.kernel.sample;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.messaging.Inbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A consumer that writes a note per audit event; some subjects make it fail. */
@ApplicationScoped
public class Notes implements EventHandler {

    /** Targets of this type cannot be handled while {@link #poisoned} holds their id. */
    public static final String NOTE = "note";

    private static final String NAME = "notes";

    private final EventConsumers consumers;
    private final Inbox inbox;
    private final WorkerTransactions transactions;
    private final Set<String> poisoned = ConcurrentHashMap.newKeySet();
    private final AtomicInteger outages = new AtomicInteger();
    private volatile CompletableFuture<Void> held = CompletableFuture.completedFuture(null);

    Notes(EventConsumers consumers, Inbox inbox, WorkerTransactions transactions) {
        this.consumers = consumers;
        this.inbox = inbox;
        this.transactions = transactions;
    }

    public static AuditEntry entry(String id) {
        return AuditEntry.of(AuditCategory.DATA, "sample.note.written", new Target(NOTE, id, null), Map.of());
    }

    public void refuse(String id) {
        poisoned.add(id);
    }

    public void acceptAgain(String id) {
        poisoned.remove(id);
    }

    public void failWithDeadlocks(int times) {
        outages.set(times);
    }

    /** Whatever comes is not handled before the future is completed. */
    public CompletableFuture<Void> hold() {
        CompletableFuture<Void> until = new CompletableFuture<>();
        held = until;
        return until;
    }

    @Incoming(NAME)
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        CompletableFuture<Void> until = held;
        return Uni.createFrom().completionStage(() -> until).chain(() -> write(events));
    }

    private Uni<Void> write(List<Event> events) {
        return transactions.inTransaction(connection -> inbox.takeIn(connection, NAME, events)
                .chain(fresh -> {
                    List<Tuple> rows = fresh.stream().map(this::row).toList();
                    return rows.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : connection
                                    .preparedQuery("insert into note (org_id, id, text) values ($1, $2, $3)")
                                    .executeBatch(rows)
                                    .replaceWithVoid();
                }));
    }

    private Tuple row(Event event) {
        if (outages.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new PgException("deadlock detected", "ERROR", "40P01", null);
        }
        String id = event.subject().substring(event.subject().indexOf('/') + 1);
        if (poisoned.contains(id)) {
            throw new IllegalArgumentException("cannot be handled: " + id);
        }
        UUID organization = event.organizationId();
        return Tuple.of(organization, UUID.randomUUID(), id);
    }
}
