package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Usage periods that were finalized, with the plans that were in force in them. */
@ApplicationScoped
public class BilledPeriods {

    private final SubscriptionRepository subscriptions;

    BilledPeriods(SubscriptionRepository subscriptions) {
        this.subscriptions = subscriptions;
    }

    /**
     * A part of a usage period.
     *
     * @param chosenAt when its plan was stored; what came in before was counted by the part before it
     */
    public record ChosenPart(UsagePeriod.Part part, Instant chosenAt) {}

    /**
     * A usage period.
     *
     * @param currency of the subscription
     * @param parts in order of time; none when the period has no length
     * @param closedAt when usage was billed last: of this period, or later ones together with what came late to it
     */
    public record BilledPeriod(
            UUID subscriptionId, String currency, UsagePeriod period, List<ChosenPart> parts, Instant closedAt) {

        public BilledPeriod {
            parts = List.copyOf(parts);
        }

        /** The parts as usage is counted by them. */
        public List<PlanPart> planParts() {
            return parts.stream()
                    .map(ChosenPart::part)
                    .map(part -> new PlanPart(
                            period,
                            part.start(),
                            part.end(),
                            part.plan().plan(),
                            part.plan().version()))
                    .toList();
        }
    }

    /** The periods of a subscription in order of time, without those whose documents are drafts. */
    public Uni<List<BilledPeriod>> of(Tenant tenant, Catalogue catalogue, UUID subscriptionId) {
        return subscriptions
                .byId(tenant, subscriptionId)
                .chain(found -> found.map(subscription -> subscriptions
                                .plans(tenant, subscriptionId)
                                .chain(plans -> subscriptions
                                        .finalized(tenant, subscriptionId)
                                        .map(periods -> of(catalogue, subscription, plans, periods))))
                        .orElseGet(() -> Uni.createFrom().item(List.of())));
    }

    /** The same of all subscriptions of the organization. */
    public Uni<List<BilledPeriod>> all(Tenant tenant, Catalogue catalogue) {
        return subscriptions
                .ids(tenant)
                .chain(ids -> Multi.createFrom()
                        .iterable(ids)
                        .onItem()
                        .transformToUniAndConcatenate(id -> of(tenant, catalogue, id))
                        .collect()
                        .asList()
                        .map(periods -> periods.stream().flatMap(List::stream).toList()));
    }

    private static List<BilledPeriod> of(
            Catalogue catalogue,
            Subscription subscription,
            List<SubscriptionPlan> plans,
            List<SubscriptionPeriod> periods) {
        Optional<Instant> closed = periods.stream()
                .flatMap(period -> Stream.ofNullable(period.finalizedAt()))
                .max(Instant::compareTo);
        String currency = Optional.ofNullable(subscription.currency())
                .orElseGet(() -> catalogue
                        .version(subscription.plan(), subscription.planVersion())
                        .currency());
        return periods.stream()
                .map(SubscriptionPeriod::period)
                .map(period -> new BilledPeriod(
                        subscription.id(), currency, period, parts(period, plans), closed.orElseThrow()))
                .toList();
    }

    /** The plan of the first part was chosen before anything was counted in it. */
    private static List<ChosenPart> parts(UsagePeriod period, List<SubscriptionPlan> plans) {
        List<ChosenPart> parts = new ArrayList<>();
        for (UsagePeriod.Part part :
                period.parts(plans.stream().map(SubscriptionPlan::span).toList())) {
            Instant chosenAt = parts.isEmpty()
                    ? Instant.EPOCH
                    : plans.stream()
                            .filter(plan -> plan.startsAt().equals(part.start()))
                            .map(SubscriptionPlan::createdAt)
                            .findFirst()
                            .orElseThrow();
            parts.add(new ChosenPart(part, chosenAt));
        }
        return parts;
    }
}
