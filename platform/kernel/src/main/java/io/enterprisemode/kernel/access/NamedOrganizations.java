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
 * Organizations that principals have named here although somebody else had made them members there. Requests only note
 * it; a moment later teams-service is told, which makes the membership one that counts in all requests. What a crash
 * loses is noted again by the next request that names it.
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

    /** Takes note; beyond a thousand that wait to be told of, the next request of the principal does it. */
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
