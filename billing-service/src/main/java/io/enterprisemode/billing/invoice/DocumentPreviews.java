package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.DocumentLines.ChargedBefore;
import io.enterprisemode.billing.invoice.DocumentLines.Computed;
import io.enterprisemode.billing.ledger.LedgerBook;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.PlannedDocuments.Planned;
import io.enterprisemode.billing.tax.BillingProfiles;
import io.enterprisemode.contracts.billing.LineKind;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Documents as they would be issued now, by the code that issues them; nothing is stored. */
@ApplicationScoped
class DocumentPreviews {

    private final DocumentLines lines;
    private final BillingProfiles profiles;
    private final LedgerBook book;

    DocumentPreviews(DocumentLines lines, BillingProfiles profiles, LedgerBook book) {
        this.lines = lines;
        this.profiles = profiles;
        this.book = book;
    }

    /** A document with what it was computed from. */
    record Preview(Computed computed, InvoiceView view) {}

    /** The documents that are planned and have lines, in the order in which they would be issued. */
    Uni<List<Preview>> of(Run run, Planned planned) {
        ChargedBefore before = new ChargedBefore();
        List<Computed> computed = new ArrayList<>();
        return profiles.forDocument(run.tenant())
                .chain(parties -> Multi.createFrom()
                        .iterable(planned.effects())
                        .onItem()
                        .transformToUniAndConcatenate(
                                effect -> lines.of(run, planned.billed(), effect, parties.tax(), before)
                                        .invoke(computed::add))
                        .collect()
                        .last())
                .chain(() -> book.creditMinor(run.tenant()))
                .map(credit -> {
                    long left = credit.getOrDefault(planned.billed().currency(), 0L);
                    List<Preview> previews = new ArrayList<>();
                    for (Computed each : computed) {
                        long total = each.draft().totals().totalMinor();
                        long applied = each.draft().totals().isCreditNote() ? 0 : Math.min(left, total);
                        left -= each.draft().totals().isCreditNote() ? total : applied;
                        previews.add(new Preview(each, view(planned, each.draft(), applied)));
                    }
                    return previews;
                });
    }

    private static InvoiceView view(Planned planned, InvoiceDraft draft, long applied) {
        return InvoiceView.preview(planned.billed().subscriptionId(), draft, applied);
    }

    /** The next document so far, and as expected. */
    Uni<UpcomingInvoiceView> upcoming(Run run, Planned next) {
        return of(run, next).map(previews -> {
            Preview first = previews.getFirst();
            return new UpcomingInvoiceView(
                    run.now(),
                    next.takesEffectAt(),
                    first.computed().draft().start(),
                    first.computed().draft().end(),
                    first.view(),
                    expected(run, next, first));
        });
    }

    private static @Nullable InvoiceView expected(Run run, Planned next, Preview soFar) {
        try {
            return soFar.computed()
                    .counted()
                    .flatMap(counted ->
                            UsagePace.atEnd(run.catalogue(), counted, run.now()).map(counted::with))
                    .map(atEnd -> withUsage(run, soFar, atEnd))
                    .map(draft -> view(next, draft, credit(soFar, draft)))
                    .orElse(null);
        } catch (ArithmeticException beyond64Bits) {
            return null;
        }
    }

    /** The same document with other usage. */
    private static InvoiceDraft withUsage(Run run, Preview soFar, CountedPeriod counted) {
        InvoiceDraft draft = soFar.computed().draft();
        List<InvoiceDraft.Line> other = new ArrayList<>(draft.lines().stream()
                .filter(line -> line.kind() != LineKind.OVERAGE)
                .toList());
        other.addAll(InvoiceDraft.usage(counted, run.catalogue(), draft.currency()));
        return InvoiceDraft.of(
                draft.currency(), new InvoiceDraft.Span(draft.plan(), draft.start(), draft.end()), other, draft.tax());
    }

    private static long credit(Preview soFar, InvoiceDraft draft) {
        return draft.totals().isCreditNote()
                ? 0
                : Optional.ofNullable(soFar.view().creditApplied())
                        .map(applied ->
                                Math.min(applied.amountMinor(), draft.totals().totalMinor()))
                        .orElse(0L);
    }
}
