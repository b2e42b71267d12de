package io.enterprisemode.kernel.access;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.ApiKeyUsed;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Publishes to teams-service which API keys were used here, once a minute in one transaction. Teams-service itself
 * stores its own uses directly.
 */
@ApplicationScoped
public class ApiKeyUsePublisher {

    private final ApiKeyUses uses;
    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final AccessConfiguration configuration;
    private final String service;

    ApiKeyUsePublisher(
            ApiKeyUses uses,
            WorkerTransactions transactions,
            Outbox outbox,
            AccessConfiguration configuration,
            @ConfigProperty(name = "enterprise.service") String service) {
        this.uses = uses;
        this.transactions = transactions;
        this.outbox = outbox;
        this.configuration = configuration;
        this.service = service;
    }

    @Scheduled(identity = "api-key-uses", every = ApiKeyUses.EVERY, delayed = "60s")
    Uni<Void> publish() {
        if (!configuration.projection()) {
            return Uni.createFrom().voidItem();
        }
        Map<ApiKeyUses.Key, Instant> noted = uses.drain();
        List<Event> events = noted.entrySet().stream()
                .map(use -> outbox.event(
                        EventTypes.API_KEY_USED,
                        new ApiKeyUsed(
                                use.getKey().organizationId(), use.getKey().keyId(), service, use.getValue()),
                        null))
                .toList();
        return events.isEmpty()
                ? Uni.createFrom().voidItem()
                : transactions
                        .inTransaction(connection -> outbox.append(connection, events))
                        .onFailure()
                        .invoke(() -> uses.note(noted));
    }
}
