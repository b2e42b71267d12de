package io.enterprisemode.billing.subscription;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** An organization has one trial of each plan, and more by the operator's leave. */
@ApplicationScoped
class Trials {

    private static final String GIVE = """
            insert into trial_leave (org_id, id, plan_code, given_at) values (?1, ?2, ?3, ?4)""";

    private static final String USE = """
            update trial_leave set used_at = ?3
             where org_id = ?1 and used_at is null
               and id = (select id from trial_leave where org_id = ?1 and plan_code = ?2 and used_at is null
                          order by id limit 1 for update)""";

    private final TenantTransactions transactions;
    private final SubscriptionRepository subscriptions;
    private final PlanCatalogue catalogue;
    private final AuditTrail audit;
    private final Clock clock;

    Trials(
            TenantTransactions transactions,
            SubscriptionRepository subscriptions,
            PlanCatalogue catalogue,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.catalogue = catalogue;
        this.audit = audit;
        this.clock = clock;
    }

    /** Refuses another trial of a plan, unless the operator has given leave: that is used up. */
    Uni<Void> require(Tenant tenant, String plan, Instant now) {
        return subscriptions
                .hadTrial(tenant, plan)
                .chain(had -> had
                        ? use(tenant, plan, now)
                                .invoke(used -> {
                                    if (!used) {
                                        throw SubscriptionProblems.TRIAL_USED.with("Subscribe without a trial.");
                                    }
                                })
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private static Uni<Boolean> use(Tenant tenant, String plan, Instant now) {
        return tenant.session()
                .createNativeQuery(USE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, plan)
                .setParameter(3, now)
                .executeUpdate()
                .map(rows -> rows > 0);
    }

    /** Allows an organization one more trial of a plan. */
    Uni<Void> giveLeave(UUID organization, Origin origin, String planCode) {
        return catalogue.using(current -> {
            String plan = current.newest(planCode)
                    .orElseThrow(() -> ProblemException.invalid("/plan", "is not the code of a plan"))
                    .code();
            return transactions.inOrganization(
                    organization,
                    tenant -> tenant.session()
                            .createNativeQuery(GIVE)
                            .setParameter(1, organization)
                            .setParameter(2, UuidCreator.getTimeOrderedEpoch())
                            .setParameter(3, plan)
                            .setParameter(4, DatabaseTime.now(clock))
                            .executeUpdate()
                            .chain(() -> audit.record(
                                    tenant,
                                    origin,
                                    AuditEntry.of(
                                            AuditCategory.BILLING,
                                            "billing.trial.allowed",
                                            new Target("organization", organization.toString(), null),
                                            Map.of("plan", plan)))));
        });
    }
}
