package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A period with what is counted in it.
 *
 * @param parts all of the period, in order of time; their plans are of one currency
 * @param usage by meter
 * @param charged by meter, by invoices before
 */
record CountedPeriod(List<InvoiceDraft.Part> parts, List<BilledUsage> usage, Map<String, Charged> charged) {

    CountedPeriod {
        parts = List.copyOf(parts);
        usage = List.copyOf(usage);
        charged = Map.copyOf(charged);
        String currency = parts.getLast().plan().currency();
        if (parts.stream().anyMatch(part -> !part.plan().currency().equals(currency))) {
            throw new IllegalArgumentException("the plans of a period are of several currencies: " + parts);
        }
    }

    BillingPeriod period() {
        return parts.getFirst().span().period();
    }

    /** The same period with other usage. */
    CountedPeriod with(List<BilledUsage> other) {
        return new CountedPeriod(parts, other, charged);
    }

    /** What is to be charged for the usage, less what was charged before. */
    List<UsageLines.Line> lines(LineKind kind, BillingInterval interval, List<Meter> meters) {
        return UsageLines.of(
                kind,
                new UsageLines.Counted(
                        UsagePeriod.whole(period().start(), period().end(), interval.months()),
                        parts.stream()
                                .map(part -> new UsagePeriod.Part(
                                        part.key(),
                                        part.span().start(),
                                        part.span().end(),
                                        part.span().end()))
                                .toList(),
                        usage.stream().collect(Collectors.toMap(BilledUsage::meter, BilledUsage::parts)),
                        charged),
                meters.stream().map(Meter::code).toList(),
                (plan, meter) -> parts.stream()
                        .filter(part -> part.key().equals(plan))
                        .findFirst()
                        .flatMap(part -> part.plan().allowance(meter)),
                parts.getLast().plan().currency());
    }
}
