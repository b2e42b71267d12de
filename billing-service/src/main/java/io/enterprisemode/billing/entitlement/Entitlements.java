package io.enterprisemode.billing.entitlement;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.entitlement.EntitlementReader.Counted;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.FeatureValue;
import io.enterprisemode.billing.plan.LimitState;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.AwaitedSubscription;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers whether usage would be accepted, without effect. */
@ApplicationScoped
class Entitlements {

    private static final long ONE_MORE = 1;
    private static final String UNREVISED = "";

    private final PlanCatalogue catalogue;
    private final EntitlementReader reader;
    private final AwaitedSubscription subscription;

    Entitlements(PlanCatalogue catalogue, EntitlementReader reader, AwaitedSubscription subscription) {
        this.catalogue = catalogue;
        this.reader = reader;
        this.subscription = subscription;
    }

    /**
     * Whether the quantity may be used, or the organization has the feature.
     *
     * @param reach where the caller may read usage; what the whole organization has used is returned only for a reach
     *     over all of it
     */
    Uni<EntitlementView> check(UUID organization, Reach reach, CheckEntitlementRequest question) {
        question.requireOneQuestion();
        String feature = question.feature();
        return feature == null
                ? check(
                        organization,
                        reach,
                        Objects.requireNonNull(question.meter()),
                        Objects.requireNonNull(question.quantity()))
                : checkFeature(organization, feature);
    }

    private Uni<EntitlementView> check(UUID organization, Reach reach, String code, long quantity) {
        return catalogue
                .knowing(code)
                .chain(known -> catalogue.using(current -> {
                    Meter meter = current.meter(code)
                            .orElseThrow(() -> ProblemException.invalid("/meter", "is not the code of a meter"));
                    return seen(organization, () -> reader.ofMeter(organization, meter))
                            .map(seen -> within(reach, new State(current, seen).entitlement(meter, quantity)));
                }));
    }

    /** What a plan offers is no figure of usage, and is answered whatever the reach. */
    private Uni<EntitlementView> checkFeature(UUID organization, String feature) {
        return catalogue.using(current -> seen(organization, () -> reader.ofPlan(organization))
                .map(seen -> new State(current, seen).feature(feature)));
    }

    private static EntitlementView within(Reach reach, EntitlementView ofAll) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> ofAll;
            case Reach.Subtrees some -> ofAll.ofPart();
        };
    }

    /** Everything the organization is entitled to. */
    Uni<EntitlementListView> all(UUID organization) {
        return catalogue.using(current -> seen(organization, () -> reader.ofAllMeters(organization))
                .map(seen -> all(new State(current, seen), current)));
    }

    /** Reads what is stored; without a subscription it waits for the automatic one and reads again. */
    private Uni<EntitlementReader.Seen> seen(UUID organization, Supplier<Uni<EntitlementReader.Seen>> look) {
        return look.get()
                .chain(seen -> seen.terms() != null
                        ? Uni.createFrom().item(seen)
                        : subscription
                                .isThere(organization)
                                .chain(there ->
                                        there ? look.get() : Uni.createFrom().item(seen)));
    }

    private static EntitlementListView all(State state, Catalogue current) {
        PlanVersion plan = state.plan();
        PlanPart part = state.part();
        return new EntitlementListView(
                        plan == null ? null : plan.code(),
                        plan == null ? null : plan.version(),
                        part == null ? null : part.period().start(),
                        part == null ? null : part.period().end(),
                        part == null ? null : part.start(),
                        plan == null ? null : plan.workspaceLimit(),
                        plan == null ? null : plan.memberLimit(),
                        state.features(),
                        current.meters().stream()
                                .filter(meter -> !meter.archived())
                                .map(meter -> state.entitlement(meter, ONE_MORE))
                                .toList(),
                        UNREVISED)
                .revised();
    }

    /** The data that the answers are computed from. */
    private static final class State {

        private final Catalogue catalogue;
        private final @Nullable SubscriptionTerms terms;
        private final @Nullable PlanPart part;
        private final Map<Short, Counted> counted;
        private final Instant now;

        State(Catalogue catalogue, EntitlementReader.Seen seen) {
            this.catalogue = catalogue;
            this.terms = seen.terms();
            this.now = seen.at();
            this.part = terms == null ? null : terms.partAt(now).orElse(null);
            this.counted = seen.counted();
        }

        @Nullable
        PlanPart part() {
            return part;
        }

        @Nullable
        PlanVersion plan() {
            return terms == null
                    ? null
                    : catalogue.version(
                            terms.planAt(now).plan(), terms.planAt(now).planVersion());
        }

        /** Those of the plan in force, while the subscription entitles to it. */
        Map<String, JsonNode> features() {
            PlanVersion plan = plan();
            return terms == null || plan == null || part == null || !terms.entitles() ? Map.of() : plan.features();
        }

        EntitlementView feature(String name) {
            if (terms == null || part == null) {
                return EntitlementView.ofFeature(name, EntitlementView.NO_SUBSCRIPTION, null);
            }
            if (!terms.entitles()) {
                return EntitlementView.ofFeature(name, EntitlementView.SUSPENDED, null);
            }
            JsonNode value = features().get(name);
            boolean isThere = value != null && FeatureValue.grants(value);
            return EntitlementView.ofFeature(name, isThere ? null : EntitlementView.NOT_IN_PLAN, value);
        }

        EntitlementView entitlement(Meter meter, long quantity) {
            PlanVersion plan = plan();
            if (terms == null || plan == null || part == null) {
                return EntitlementView.refused(
                        meter.code(), quantity, EntitlementView.NO_SUBSCRIPTION, LimitState.NOT_IN_PLAN);
            }
            if (!terms.entitles()) {
                return EntitlementView.refused(meter.code(), quantity, EntitlementView.SUSPENDED, LimitState.BLOCKED);
            }
            if (meter.archived()) {
                return EntitlementView.refused(
                        meter.code(), quantity, EntitlementView.ARCHIVED_METER, LimitState.NOT_IN_PLAN);
            }
            UsageLimit limit = plan.allowance(meter.code())
                    .map(allowance -> part.limit(allowance, meter.aggregation()))
                    .orElse(null);
            Counted here = counted.get(meter.id());
            return here == null || !here.periodStart().equals(part.start())
                    ? EntitlementView.of(meter.code(), quantity, 0, 0, limit)
                    : EntitlementView.of(
                            meter.code(),
                            quantity,
                            here.used(),
                            here.reserved(),
                            limit == null ? null : limit.with(here.others(meter)));
        }
    }
}
