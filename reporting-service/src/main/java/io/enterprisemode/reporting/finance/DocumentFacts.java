package io.enterprisemode.reporting.finance;

import static io.enterprisemode.reporting.finance.FactRows.row;
import static io.enterprisemode.reporting.finance.FactRows.utc;

import io.enterprisemode.contracts.billing.InvoiceFinalized.Line;
import io.enterprisemode.contracts.billing.InvoiceFinalized.WorkspaceShare;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Keeps each invoice and credit note once, with its lines and the workspaces that caused them. */
final class DocumentFacts {

    private static final String DOCUMENT = """
            insert into invoice_fact (org_id, invoice_id, number, currency, period_start, period_end, issued_at,
                                      subtotal_minor, tax_minor, total_minor, kind, corrects_invoice_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                on conflict (org_id, invoice_id) do nothing""";
    private static final String LINE = """
            insert into invoice_line_fact (org_id, line_id, invoice_id, kind, meter, description, quantity, unit_price,
                                           amount_minor)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                on conflict (org_id, line_id) do nothing""";
    private static final String SHARE = """
            insert into invoice_line_share (org_id, line_id, workspace_id, quantity)
            select org_id, line_id, workspace_id, quantity
              from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[])
                   as share (org_id, line_id, workspace_id, quantity)
                on conflict (org_id, line_id, workspace_id) do nothing""";

    private DocumentFacts() {}

    /**
     * Puts documents, then shares of them or of earlier ones.
     *
     * @param shares whose line was never taken in fail, as the document did before them
     */
    static Uni<Void> put(SqlConnection connection, List<Document> documents, List<InvoiceShares> shares) {
        List<Tuple> lines = documents.stream()
                .flatMap(document -> document.lines().stream().map(line -> line(document, line)))
                .toList();
        List<Share> allShares = Stream.concat(
                        documents.stream().flatMap(Share::of),
                        shares.stream()
                                .flatMap(part -> Share.of(part.organizationId(), part.lineId(), part.workspaces())))
                .toList();
        return FactRows.insert(
                        connection,
                        DOCUMENT,
                        documents.stream().map(DocumentFacts::document).toList())
                .chain(() -> FactRows.insert(connection, LINE, lines))
                .chain(() -> insert(connection, allShares));
    }

    /** A document may have more than ten thousand: one statement, however many they are. */
    private static Uni<Void> insert(SqlConnection connection, List<Share> shares) {
        return shares.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery(SHARE)
                        .execute(row(
                                shares.stream().map(Share::organizationId).toArray(UUID[]::new),
                                shares.stream().map(Share::lineId).toArray(UUID[]::new),
                                shares.stream().map(Share::workspaceId).toArray(UUID[]::new),
                                shares.stream().map(Share::quantity).toArray(Long[]::new)))
                        .replaceWithVoid();
    }

    private record Share(UUID organizationId, UUID lineId, UUID workspaceId, long quantity) {

        static Stream<Share> of(Document document) {
            return document.lines().stream()
                    .flatMap(line -> of(document.organizationId(), line.lineId(), line.workspaces()));
        }

        static Stream<Share> of(UUID organizationId, UUID lineId, List<WorkspaceShare> workspaces) {
            return workspaces.stream()
                    .map(share -> new Share(organizationId, lineId, share.workspaceId(), share.quantity()));
        }
    }

    private static Tuple document(Document document) {
        return row(
                document.organizationId(),
                document.id(),
                document.number(),
                document.currency(),
                utc(document.periodStart()),
                utc(document.periodEnd()),
                utc(document.issuedAt()),
                document.subtotalMinor(),
                document.taxMinor(),
                document.totalMinor(),
                document.kind().name(),
                document.correctsInvoiceId());
    }

    private static Tuple line(Document document, Line line) {
        return row(
                document.organizationId(),
                line.lineId(),
                document.id(),
                line.kind().name(),
                line.meter(),
                line.description(),
                line.quantity(),
                line.unitPrice(),
                line.amountMinor());
    }
}
