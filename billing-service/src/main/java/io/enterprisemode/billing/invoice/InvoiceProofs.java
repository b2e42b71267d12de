package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceRepository.Complete;
import io.enterprisemode.billing.invoice.ProofView.LineProofView;
import io.enterprisemode.billing.invoice.ProofView.ProofReason;
import io.enterprisemode.billing.invoice.ProofView.ReasonView;
import io.enterprisemode.billing.invoice.ProofView.TotalView;
import io.enterprisemode.billing.invoice.UsageProofs.MeterProof;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BilledPeriods;
import io.enterprisemode.billing.subscription.BilledPeriods.BilledPeriod;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recomputes invoices: prices from the plans, usage from the raw events, sums from the lines. */
@ApplicationScoped
class InvoiceProofs {

    private final TenantTransactions transactions;
    private final PlanCatalogue catalogue;
    private final InvoiceRepository invoices;
    private final BilledPeriods periods;
    private final UsageProofs usage;

    InvoiceProofs(
            TenantTransactions transactions,
            PlanCatalogue catalogue,
            InvoiceRepository invoices,
            BilledPeriods periods,
            UsageProofs usage) {
        this.transactions = transactions;
        this.catalogue = catalogue;
        this.invoices = invoices;
        this.periods = periods;
        this.usage = usage;
    }

    /** One of the organization; a 404 problem when there is none. */
    Uni<ProofView> of(UUID organization, UUID id) {
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> invoices.byId(tenant, id)
                        .map(found -> found.orElseThrow(() -> ProblemException.notFound("invoice")))
                        .chain(complete -> of(tenant, current, complete))));
    }

    private Uni<ProofView> of(Tenant tenant, Catalogue current, Complete complete) {
        return periods.of(tenant, current, complete.invoice().subscriptionId())
                .map(found -> found.stream()
                        .filter(period -> complete.lines().stream().anyMatch(line -> isOf(line, period)))
                        .toList())
                .chain(touched -> proofs(tenant, current, touched))
                .map(proofs -> view(current, complete, proofs));
    }

    /** What is found of each period; empty: its events may have been dropped. */
    private Uni<Map<BilledPeriod, Optional<List<MeterProof>>>> proofs(
            Tenant tenant, Catalogue current, List<BilledPeriod> touched) {
        Map<BilledPeriod, Optional<List<MeterProof>>> proofs = new HashMap<>();
        return Multi.createFrom()
                .iterable(touched)
                .onItem()
                .transformToUniAndConcatenate(
                        period -> usage.of(tenant, current, period).invoke(found -> proofs.put(period, found)))
                .collect()
                .last()
                .replaceWith(proofs);
    }

    private static boolean isUsage(InvoiceLine line) {
        return line.kind() == LineKind.OVERAGE || line.kind() == LineKind.ADJUSTMENT;
    }

    private static boolean isOf(InvoiceLine line, BilledPeriod period) {
        return isUsage(line) && line.periodStart().equals(period.period().start());
    }

    private static ProofView view(
            Catalogue current, Complete complete, Map<BilledPeriod, Optional<List<MeterProof>>> proofs) {
        Invoice invoice = complete.invoice();
        List<LineProofView> lines = complete.lines().stream()
                .map(line -> isUsage(line) ? usage(line, invoice, proofs) : price(line, invoice.currency(), current))
                .toList();
        TotalView total = total(complete);
        return new ProofView(
                invoice.id(),
                invoice.printedNumber(),
                total.equal() && lines.stream().noneMatch(line -> Boolean.FALSE.equals(line.equal())),
                lines.stream().noneMatch(line -> line.equal() == null),
                lines,
                total);
    }

    private static LineProofView usage(
            InvoiceLine line, Invoice invoice, Map<BilledPeriod, Optional<List<MeterProof>>> proofs) {
        Optional<Optional<List<MeterProof>>> found = proofs.entrySet().stream()
                .filter(each -> isOf(line, each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
        if (found.isEmpty()) {
            return ProofView.notRecomputed(
                    line,
                    invoice.currency(),
                    new ReasonView(ProofReason.OTHER_RULES, "A version before issued it by other rules."));
        }
        return found.get()
                .map(meters -> meters.stream()
                        .filter(proof -> proof.meter().equals(line.meter()))
                        .findFirst()
                        .map(proof -> ProofView.usage(line, invoice.currency(), invoice.issuedAt(), proof))
                        .orElseThrow())
                .orElseGet(() -> ProofView.notRecomputed(
                        line,
                        invoice.currency(),
                        new ReasonView(ProofReason.EVENTS_DROPPED, "Events of the period may have been dropped.")));
    }

    /** The price is exactly that of a month or a year of the plan's version, and the amount its share. */
    static LineProofView price(InvoiceLine line, String currency, Catalogue current) {
        Long price = line.priceMinor();
        Long seconds = line.seconds();
        Long periodSeconds = line.periodSeconds();
        if (price == null || seconds == null || periodSeconds == null) {
            return ProofView.notRecomputed(
                    line,
                    currency,
                    new ReasonView(ProofReason.OTHER_RULES, "A version before issued it by other rules."));
        }
        List<ReasonView> reasons = new ArrayList<>();
        PlanKey plan = new PlanKey(line.plan(), line.planVersion());
        boolean isOfPlan = current.find(plan.plan(), plan.version())
                .flatMap(version -> version.price(currency))
                .filter(prices -> prices.monthlyMinor() == price || prices.yearlyMinor() == price)
                .isPresent();
        if (!isOfPlan) {
            reasons.add(new ReasonView(
                    ProofReason.PRICE_NOT_OF_PLAN,
                    "Version %d of plan %s has another price.".formatted(plan.version(), plan.plan())));
        }
        long recomputed = new PriceLine(
                        0, line.kind(), plan, line.periodStart(), line.periodEnd(), price, seconds, periodSeconds)
                .amountMinor();
        if (recomputed != line.amountMinor()) {
            reasons.add(new ReasonView(
                    ProofReason.AMOUNT_DIFFERS,
                    "%d minor units are stored, %d are right.".formatted(line.amountMinor(), recomputed)));
        }
        return ProofView.price(line, currency, recomputed, reasons);
    }

    private static TotalView total(Complete complete) {
        Invoice invoice = complete.invoice();
        DocumentTotals totals = DocumentTotals.of(
                complete.lines().stream().map(InvoiceLine::amountMinor).toList(), invoice.taxRate());
        return new TotalView(
                new Money(invoice.totalMinor(), invoice.currency()),
                new Money(totals.totalMinor(), invoice.currency()),
                totals.netMinor() == invoice.subtotalMinor()
                        && totals.taxMinor() == invoice.taxMinor()
                        && totals.totalMinor() == invoice.totalMinor());
    }

    /**
     * Something that is different.
     *
     * @param invoice null: no document of the period is known to be wrong, but its usage is
     */
    record Difference(
            @Nullable UUID invoice,
            @Nullable String number,
            @Nullable UUID line,
            @Nullable BilledPeriod period,
            @Nullable String meter,
            List<ReasonView> reasons) {}

    /**
     * What is found of an organization.
     *
     * @param checked how many meters of usage periods, prices and documents
     */
    record Checked(long checked, List<Difference> differences) {}

    /** Everything of an organization: all usage periods with all meters, charged or not, and all documents. */
    Uni<Checked> all(UUID organization) {
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> periods.all(tenant, current)
                        .chain(found -> proofs(tenant, current, found))
                        .chain(proofs -> invoices.ids(tenant)
                                .chain(ids -> Multi.createFrom()
                                        .iterable(ids)
                                        .onItem()
                                        .transformToUniAndConcatenate(id -> invoices.byId(tenant, id)
                                                .map(Optional::orElseThrow)
                                                .map(complete -> differences(current, complete))
                                                .invoke(() -> tenant.session().clear()))
                                        .collect()
                                        .asList()
                                        .map(documents -> checked(proofs, documents))))));
    }

    private static Checked checked(Map<BilledPeriod, Optional<List<MeterProof>>> proofs, List<Checked> documents) {
        List<Difference> differences = new ArrayList<>();
        long checked = 0;
        for (Map.Entry<BilledPeriod, Optional<List<MeterProof>>> period : proofs.entrySet()) {
            for (MeterProof proof : period.getValue().orElse(List.of())) {
                checked++;
                if (!proof.isEqual()) {
                    differences.add(
                            new Difference(null, null, null, period.getKey(), proof.meter(), ProofView.reasons(proof)));
                }
            }
        }
        for (Checked document : documents) {
            checked += document.checked();
            differences.addAll(document.differences());
        }
        return new Checked(checked, differences);
    }

    /** What of a document is recomputed without events. */
    private static Checked differences(Catalogue current, Complete complete) {
        Invoice invoice = complete.invoice();
        List<Difference> differences = new ArrayList<>();
        long checked = 1;
        TotalView total = total(complete);
        if (!total.equal()) {
            differences.add(new Difference(
                    invoice.id(),
                    invoice.printedNumber(),
                    null,
                    null,
                    null,
                    List.of(new ReasonView(
                            ProofReason.TOTAL_DIFFERS,
                            "%d minor units are stored, %d are right."
                                    .formatted(
                                            total.stored().amountMinor(),
                                            total.recomputed().amountMinor())))));
        }
        for (InvoiceLine line : complete.lines()) {
            if (isUsage(line)) {
                continue;
            }
            LineProofView proof = price(line, invoice.currency(), current);
            checked += proof.equal() == null ? 0 : 1;
            if (Boolean.FALSE.equals(proof.equal())) {
                differences.add(
                        new Difference(invoice.id(), invoice.printedNumber(), line.id(), null, null, proof.reasons()));
            }
        }
        return new Checked(checked, differences);
    }
}
