package io.enterprisemode.billing.reservation;

import io.enterprisemode.billing.metering.CounterKey;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.reservation.ReservationStatements.Stored;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The limits of the meter of a reservation in the plan. */
final class ReservationLimits {

    private ReservationLimits() {}

    /** The limit of a meter in a part of a period; null: the plan says nothing of the meter. */
    static @Nullable UsageLimit of(Catalogue catalogue, Meter meter, PlanPart part) {
        return catalogue
                .version(part.plan(), part.planVersion())
                .allowance(meter.code())
                .map(allowance -> part.limit(allowance, meter.aggregation()))
                .orElse(null);
    }

    /**
     * The current limit status of the meter of a reservation, by its counter; empty when no plan holds there any more.
     */
    static Uni<Optional<LimitStatus>> status(
            ReservationStatements statements, Stored stored, Catalogue catalogue, Optional<SubscriptionTerms> found) {
        CounterKey counter = stored.counter();
        SubscriptionTerms terms = found.orElse(null);
        PlanPart part = terms == null
                ? null
                : terms.partAt(counter.periodStart())
                        .filter(each -> each.start().equals(counter.periodStart()))
                        .orElse(null);
        if (terms == null || part == null) {
            return Uni.createFrom().item(Optional.empty());
        }
        Meter meter = catalogue.meter(counter.meter());
        return statements.status(counter, meter.aggregation(), of(catalogue, meter, part));
    }
}
