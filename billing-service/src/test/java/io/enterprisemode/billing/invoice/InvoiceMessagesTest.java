package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.enterprisemode.contracts.billing.CreditNoteIssued;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceFinalized.Line;
import io.enterprisemode.contracts.billing.InvoiceFinalized.WorkspaceShare;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.EventData;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.testkit.contract.EventContract;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceMessagesTest {

    private static final UUID ACME = new UUID(1, 1);
    private static final UUID DOCUMENT = new UUID(2, 1);
    private static final int LARGEST_BYTES = 200_000;

    /** A line whose workspaces take as many bytes as they can. */
    private static Line line(int number, int workspaces) {
        return new Line(
                new UUID(3, number),
                LineKind.OVERAGE,
                "emails",
                "Emails above 100,000",
                12_500L,
                "0.0008",
                -1_000,
                IntStream.range(0, workspaces)
                        .mapToObj(index ->
                                new WorkspaceShare(new UUID(Long.MIN_VALUE + number, index), Long.MIN_VALUE + index))
                        .toList());
    }

    private static InvoiceFinalized invoice(Line... lines) {
        long total = -1_000L * lines.length;
        return new InvoiceFinalized(
                ACME,
                DOCUMENT,
                "INV-000001",
                "USD",
                Instant.parse("2026-01-31T10:00:00Z"),
                Instant.parse("2026-02-28T10:00:00Z"),
                Instant.parse("2026-02-28T11:00:00Z"),
                List.of(lines),
                total,
                0,
                total);
    }

    private static CreditNoteIssued creditNote(InvoiceFinalized of) {
        return new CreditNoteIssued(
                of.organizationId(),
                of.invoiceId(),
                "CN-000001",
                new UUID(2, 2),
                of.currency(),
                of.periodStart(),
                of.periodEnd(),
                of.issuedAt(),
                of.lines(),
                of.subtotalMinor(),
                of.taxMinor(),
                of.totalMinor());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 250})
    void upTo500WorkspacesAreInTheDocument(int workspaces) {
        InvoiceFinalized invoice = invoice(line(1, workspaces), line(2, workspaces), line(3, 0));

        assertThat(InvoiceMessages.of(invoice).inOrder()).containsExactly(invoice);
        assertThat(InvoiceMessages.of(creditNote(invoice)).inOrder()).containsExactly(creditNote(invoice));
    }

    @Test
    void moreThan500WorkspacesOfAllLinesFollowInParts() {
        InvoiceFinalized invoice = invoice(line(1, 251), line(2, 0), line(3, 250));

        InvoiceMessages<InvoiceFinalized> messages = InvoiceMessages.of(invoice);

        assertThat(messages.inOrder()).hasSize(3).first().isEqualTo(invoice(line(1, 0), line(2, 0), line(3, 0)));
        assertThat(messages.shares())
                .extracting(
                        InvoiceShares::invoiceId,
                        InvoiceShares::lineId,
                        InvoiceShares::part,
                        InvoiceShares::parts,
                        InvoiceShares::workspaces)
                .containsExactly(
                        tuple(
                                DOCUMENT,
                                new UUID(3, 1),
                                1,
                                1,
                                invoice.lines().get(0).workspaces()),
                        tuple(
                                DOCUMENT,
                                new UUID(3, 3),
                                1,
                                1,
                                invoice.lines().get(2).workspaces()));
    }

    @Test
    void oneLineOf501WorkspacesComesInTwoParts() {
        assertThat(InvoiceMessages.of(invoice(line(1, 501))).shares())
                .extracting(
                        InvoiceShares::part,
                        InvoiceShares::parts,
                        part -> part.workspaces().size())
                .containsExactly(tuple(1, 2, 500), tuple(2, 2, 1));
    }

    @Test
    void ofMany14000WorkspacesNoneIsLostAndNoMessageIsLarge() {
        InvoiceFinalized invoice = invoice(line(1, 500), line(2, 1_000), line(3, 12_500), line(4, 0));
        CreditNoteIssued note = creditNote(invoice);

        InvoiceMessages<InvoiceFinalized> ofInvoice = InvoiceMessages.of(invoice);
        InvoiceMessages<CreditNoteIssued> ofNote = InvoiceMessages.of(note);

        assertThat(ofInvoice.inOrder()).hasSize(1 + 1 + 2 + 25);
        assertThat(ofNote.shares()).isEqualTo(ofInvoice.shares());
        assertThat(ofNote.document()).isEqualTo(creditNote(invoice(line(1, 0), line(2, 0), line(3, 0), line(4, 0))));
        for (Line line : invoice.lines()) {
            List<InvoiceShares> parts = ofInvoice.shares().stream()
                    .filter(part -> part.lineId().equals(line.lineId()))
                    .toList();
            assertThat(parts).allSatisfy(part -> assertThat(part.parts()).isEqualTo(parts.size()));
            assertThat(parts.stream().map(InvoiceShares::part))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, parts.size()).boxed().toList());
            assertThat(parts.stream()
                            .flatMap(part -> part.workspaces().stream())
                            .toList())
                    .isEqualTo(line.workspaces());
        }
        assertThat(ofInvoice.inOrder()).allSatisfy(InvoiceMessagesTest::fitsItsContract);
        assertThat(ofNote.inOrder()).allSatisfy(InvoiceMessagesTest::fitsItsContract);
    }

    private static void fitsItsContract(EventData message) {
        String json = EventJson.write(message);
        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST_BYTES);
        assertThat(message.key()).isEqualTo(ACME.toString());
        EventContract.assertConforms(EventTypes.of(message.getClass()).type(), json);
    }
}
