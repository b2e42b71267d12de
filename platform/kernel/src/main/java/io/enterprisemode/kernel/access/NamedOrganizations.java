package io.enterprisemode.kernel.access;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.OrganizationNamed;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Records that a principal with a pending membership has named its organization in a request. A membership is pending
 * when somebody else created it and the principal has not named the organization yet. Requests only record it in
 * memory; a scheduled task publishes it to teams-service, which makes the membership count in all requests. After a
 * crash, the next request that names the organization records it again.
 */
@ApplicationScoped
public class NamedOrganizations {

    private static final int MOST_AT_ONCE = 1_000;

    private final WorkerTransactions transactions;
    private final Outbox outbox;
    private final Clock clock;
    private final Map<Member, PrincipalKind> noted = new ConcurrentHashMap<>();

    NamedOrganizations(WorkerTransactions transactions, Outbox outbox, Clock clock) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.clock = clock;
    }

    private record Member(UUID organizationId, UUID principalId) {}

    /**
     * Records it. While a thousand are waiting to be published, it is ignored; the next request of the principal
     * records it.
     */
    void note(UUID organizationId, UUID principalId, PrincipalKind kind) {
        if (noted.size() < MOST_AT_ONCE) {
            noted.put(new Member(organizationId, principalId), kind);
        }
    }

    @Scheduled(
            identity = "named-organizations",
            every = "${enterprise.access.named-every:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> publish() {
        if (noted.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Map<Member, PrincipalKind> told = Map.copyOf(noted);
        List<Event> events = new ArrayList<>(told.size());
        told.forEach((member, kind) -> events.add(outbox.event(
                EventTypes.ORGANIZATION_NAMED,
                new OrganizationNamed(member.organizationId(), member.principalId(), kind, clock.instant()),
                null)));
        return transactions
                .inTransaction(connection -> outbox.append(connection, events))
                .invoke(() -> noted.keySet().removeAll(told.keySet()));
    }
}
