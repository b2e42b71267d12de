package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.OrganizationNamed;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.messaging.EventConsumers;
import io.enterprisemode.kernel.messaging.EventHandler;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Lets memberships that somebody else made count in all requests once the principal has named the organization, in a
 * request here or to another service. Repetition and disorder do no harm.
 */
@ApplicationScoped
public class NamedOrganizationIntake implements EventHandler {

    private static final Logger LOG = Logger.getLogger(NamedOrganizationIntake.class);

    private final EventConsumers consumers;
    private final TenantTransactions transactions;
    private final Nodes nodes;
    private final Memberships memberships;

    NamedOrganizationIntake(
            EventConsumers consumers, TenantTransactions transactions, Nodes nodes, Memberships memberships) {
        this.consumers = consumers;
        this.transactions = transactions;
        this.nodes = nodes;
        this.memberships = memberships;
    }

    /**
     * Takes note that a principal has named the organization here.
     *
     * @throws ProblemException seat-limit-reached, when it is a person and the plan has no seat; the membership stays
     *     as it is. not-found, when roles were taken back that nobody could give any more: what is left, if anything
     *     is, counts from the next request on
     */
    public Uni<Void> named(UUID organizationId, UUID principalId, PrincipalKind kind) {
        Caller.Kind caller =
                switch (kind) {
                    case USER -> Caller.Kind.USER;
                    case SERVICE_ACCOUNT -> Caller.Kind.SERVICE_ACCOUNT;
                };
        Origin origin = new Origin(
                Caller.byToken(caller, principalId, "", principalId.toString(), null, null, null, Set.of()),
                null,
                null,
                null,
                null);
        return transactions
                .inOrganization(
                        organizationId,
                        tenant ->
                                nodes.lock(tenant).chain(() -> memberships.confirm(tenant, origin, principalId, kind)))
                .invoke(whole -> {
                    if (!whole) {
                        throw ProblemException.notFound("organization");
                    }
                })
                .replaceWithVoid();
    }

    @Incoming("named-organizations")
    Uni<Void> consume(Message<ConsumerRecords<String, byte[]>> batch) {
        return consumers.events(batch, this);
    }

    @Override
    public Uni<Void> handle(List<Event> events) {
        List<OrganizationNamed> named = events.stream()
                .filter(event -> event.type().equals(EventTypes.ORGANIZATION_NAMED.type()))
                .map(event -> event.read(EventTypes.ORGANIZATION_NAMED))
                .toList();
        return SequentialSteps.forEach(named, this::handle);
    }

    /**
     * An event that is refused, because the plan is full or the organization is to be deleted, is not tried again; the
     * principal may name the organization again.
     */
    private Uni<Void> handle(OrganizationNamed named) {
        return named(named.organizationId(), named.principalId(), named.kind())
                .onFailure(ProblemException.class)
                .invoke(refusal -> LOG.infof(
                        "organization %s: %s has named it and is not confirmed: %s",
                        named.organizationId(), named.principalId(), refusal.getMessage()))
                .onFailure(ProblemException.class)
                .recoverWithNull();
    }
}
