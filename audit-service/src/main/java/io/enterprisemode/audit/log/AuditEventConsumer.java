package io.enterprisemode.audit.log;

import io.enterprisemode.audit.log.AuditLog.Appended;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/** Takes in the audit events of all services. */
@ApplicationScoped
class AuditEventConsumer implements EventHandler {

    private static final Logger LOG = Logger.getLogger(AuditEventConsumer.class);

    private final EventConsumers consumers;
    private final WorkerTransactions transactions;
    private final AuditLog log;
    private final Clock clock;

    AuditEventConsumer(EventConsumers consumers, WorkerTransactions transactions, AuditLog log, Clock clock) {
        this.consumers = consumers;
        this.transactions = transactions;
        this.log = log;
        this.clock = clock;
    }

    @Incoming("audit-log")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        List<LoggedEvent> logged = events.stream()
                .filter(event -> event.type().equals(EventTypes.AUDIT_EVENT.type()))
                .map(this::logged)
                .toList();
        if (logged.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return transactions
                .inTransaction(connection -> log.append(connection, logged))
                .invoke(appended -> LOG.debugf(
                        "logged %d of %d audit events, %d conflicts",
                        Collections.frequency(appended, Appended.NEW),
                        logged.size(),
                        Collections.frequency(appended, Appended.CONFLICT)))
                .replaceWithVoid();
    }

    private LoggedEvent logged(Event event) {
        AuditEvent data = event.read(EventTypes.AUDIT_EVENT);
        if (!data.organizationId().equals(event.organizationId())) {
            throw new IllegalArgumentException("the event is said to be of organization " + event.organizationId()
                    + " but its data of " + data.organizationId());
        }
        return LoggedEvent.published(data, event.source().toString(), clock.instant());
    }
}
