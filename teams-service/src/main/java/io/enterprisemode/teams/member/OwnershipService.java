package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Handing an organization over, in one transaction: at no moment has it two owners too many or one too few. */
@ApplicationScoped
class OwnershipService {

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final Nodes nodes;
    private final Memberships memberships;
    private final AuditTrail audit;

    OwnershipService(
            TenantTransactions transactions,
            Idempotency idempotency,
            Nodes nodes,
            Memberships memberships,
            AuditTrail audit) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.nodes = nodes;
        this.memberships = memberships;
        this.audit = audit;
    }

    Uni<OwnershipTransferView> transfer(
            UUID organizationId, Origin origin, @Nullable String key, OwnershipRequest request) {
        UUID from = origin.caller().principalId();
        Role kept = request.keepRole() == null ? Role.ADMIN : request.keepRole();
        if (kept == Role.OWNER) {
            throw ProblemException.invalid("/keepRole", "must be below OWNER: to share the ownership, assign the role");
        }
        if (from.equals(request.toPrincipalId())) {
            throw ProblemException.invalid("/toPrincipalId", "must be somebody else");
        }
        IdempotentCall call =
                IdempotentCall.of(from, "POST /api/organizations/" + organizationId + "/ownership", key, request);
        OwnershipTransferView transfer = new OwnershipTransferView(organizationId, from, request.toPrincipalId(), kept);
        return transactions.inOrganization(
                organizationId,
                tenant -> idempotency.once(
                        tenant, call, OwnershipTransferView.class, () -> transfer(tenant, origin, transfer)));
    }

    private Uni<OwnershipTransferView> transfer(Tenant tenant, Origin origin, OwnershipTransferView transfer) {
        NodePath organization = NodePath.organization(tenant.organizationId());
        return nodes.lock(tenant)
                .chain(() -> memberships.parties(tenant, origin.caller(), transfer.toPrincipalId(), organization))
                .invoke(parties -> MemberProblems.requireAssignable(Role.OWNER, parties))
                .chain(() -> requirePerson(tenant, transfer.toPrincipalId()))
                .chain(() ->
                        memberships.assign(tenant, origin, transfer.toPrincipalId(), organization.node(), Role.OWNER))
                .chain(() -> memberships.assign(
                        tenant, origin, transfer.fromPrincipalId(), organization.node(), transfer.keptRole()))
                .chain(() -> audit.record(tenant, origin, entry(transfer)))
                .replaceWith(transfer);
    }

    private Uni<Void> requirePerson(Tenant tenant, UUID principalId) {
        return memberships
                .member(tenant, principalId)
                .invoke(found -> {
                    if (found.isEmpty()) {
                        throw ProblemException.notFound("member");
                    }
                    switch (found.get().kind()) {
                        case USER -> {}
                        case SERVICE_ACCOUNT ->
                            throw ProblemException.invalid("/toPrincipalId", "must be a person, not a service account");
                    }
                })
                .replaceWithVoid();
    }

    private static AuditEntry entry(OwnershipTransferView transfer) {
        return AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.organization.ownership-transferred",
                new Target("organization", transfer.organizationId().toString(), null),
                Map.of(
                        "before", transfer.fromPrincipalId(),
                        "after", transfer.toPrincipalId(),
                        "keptRole", transfer.keptRole()));
    }
}
