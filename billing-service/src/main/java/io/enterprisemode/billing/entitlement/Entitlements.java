package io.enterprisemode.billing.entitlement;

import io.enterprisemode.billing.metering.UsageCounters;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers whether usage would be accepted, without effect. */
@ApplicationScoped
class Entitlements {

    private static final long ONE_MORE = 1;

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final LiveSubscription subscriptions;
    private final UsageCounters counters;
    private final Clock clock;

    Entitlements(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            LiveSubscription subscriptions,
            UsageCounters counters,
            Clock clock) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.counters = counters;
        this.clock = clock;
    }

    /** Whether the quantity may be used. */
    Uni<Entitlement> check(UUID organization, CheckEntitlement question) {
        return state(organization).map(state -> {
            Meter meter = state.catalogue()
                    .meter(question.meter())
                    .orElseThrow(() -> ProblemException.invalid("/meter", "is not the code of a meter"));
            return state.entitlement(meter, question.quantity());
        });
    }

    /** Everything the organization is entitled to. */
    Uni<EntitlementList> all(UUID organization) {
        return state(organization).map(state -> {
            PlanVersion plan = state.plan();
            BillingPeriod period = state.period();
            return new EntitlementList(
                    plan == null ? null : plan.code(),
                    plan == null ? null : plan.version(),
                    period == null ? null : period.start(),
                    period == null ? null : period.end(),
                    plan == null ? null : plan.workspaceLimit(),
                    plan == null ? null : plan.memberLimit(),
                    state.catalogue().meters().stream()
                            .map(meter -> state.entitlement(meter, ONE_MORE))
                            .toList());
        });
    }

    private Uni<State> state(UUID organization) {
        Instant now = clock.instant();
        return catalogue
                .current()
                .chain(current -> transactions.inOrganization(
                        organization,
                        tenant -> subscriptions.find(tenant).chain(found -> {
                            SubscriptionTerms terms = found.orElse(null);
                            BillingPeriod period =
                                    terms == null ? null : terms.periodAt(now).orElse(null);
                            return period == null
                                    ? Uni.createFrom().item(new State(current, terms, null, Map.of()))
                                    : counters.used(tenant, current, period.start())
                                            .map(used -> new State(current, terms, period, used));
                        })));
    }

    /** What the answers rest on. */
    private record State(
            Catalogue catalogue,
            @Nullable SubscriptionTerms terms,
            @Nullable BillingPeriod period,
            Map<String, Long> used) {

        @Nullable
        PlanVersion plan() {
            return terms == null ? null : catalogue.version(terms.plan(), terms.planVersion());
        }

        Entitlement entitlement(Meter meter, long quantity) {
            PlanVersion plan = plan();
            if (terms == null || plan == null || period == null) {
                return Entitlement.refused(meter.code(), quantity, Entitlement.NO_SUBSCRIPTION);
            }
            if (!terms.entitles()) {
                return Entitlement.refused(meter.code(), quantity, Entitlement.SUSPENDED);
            }
            UsageLimit limit = plan.allowance(meter.code())
                    .map(allowance -> UsageLimit.of(allowance, terms.interval()))
                    .orElse(null);
            return Entitlement.of(meter.code(), quantity, used.getOrDefault(meter.code(), 0L), limit);
        }
    }
}
