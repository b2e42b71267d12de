package io.enterprisemode.billing.invoice;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.invoice.InvoiceRepository.Issued;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.Statements;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows below an invoice, as they are handed over in JSON: one statement stores them all, however many lines and
 * workspaces there are.
 */
record DocumentRows(List<Line> lines, List<Rate> rates, List<Workspace> workspaces) {

    /** The rows of documents. For one with a fee and two meters it takes a third of what it takes row by row. */
    private static final String INSERT = """
            with document as (
                select *
                  from jsonb_to_recordset(cast(cast($1 as text) as jsonb)) as d (
                       organization uuid, invoice uuid, subscription uuid, "periodStart" timestamptz, rows jsonb)),
            line as (
                select d.organization, d.invoice, d.subscription, d."periodStart", l.*
                  from document d
                 cross join lateral jsonb_to_recordset(d.rows -> 'lines') as l (
                       id uuid, position int, kind text, item text, plan text, "planVersion" int,
                       start timestamptz, "end" timestamptz, meter text, description text, quantity bigint,
                       "unitPrice" numeric, "amountMinor" bigint, "priceMinor" bigint, seconds bigint,
                       "periodSeconds" bigint, "isOverage" boolean, used bigint, included bigint)),
            of_lines as (
                insert into invoice_line (org_id, id, invoice_id, position, kind, subscription_id, item, plan_code,
                    plan_version, billed_period_start, period_start, period_end, meter_code, description, quantity,
                    unit_price, amount_minor, price_minor, seconds, period_seconds)
                select organization, id, invoice, position, kind, subscription, item, plan, "planVersion",
                       "periodStart", start, "end", meter, description, quantity, "unitPrice", "amountMinor",
                       "priceMinor", seconds, "periodSeconds"
                  from line),
            of_overages as (
                insert into plan_overages (org_id, id, meter_code, period_start, period_end, used, included, quantity,
                    unit_price, amount_minor)
                select organization, id, meter, start, "end", used, included, quantity, "unitPrice", "amountMinor"
                  from line
                 where "isOverage"),
            of_rates as (
                insert into plan_overage_rate (org_id, overage_id, position, plan_code, plan_version, included,
                    unit_price, seconds, period_seconds, used)
                select d.organization, "overageId", position, plan, "planVersion", included, "unitPrice", seconds,
                       "periodSeconds", used
                  from document d
                 cross join lateral jsonb_to_recordset(d.rows -> 'rates') as r (
                       "overageId" uuid, position int, plan text, "planVersion" int, included bigint,
                       "unitPrice" numeric, seconds bigint, "periodSeconds" bigint, used bigint))
            insert into plan_overage_workspace (org_id, overage_id, workspace_id, quantity)
            select d.organization, "overageId", "workspaceId", quantity
              from document d
             cross join lateral jsonb_to_recordset(d.rows -> 'workspaces') as w (
                   "overageId" uuid, "workspaceId" uuid, quantity bigint)""";

    DocumentRows {
        lines = List.copyOf(lines);
        rates = List.copyOf(rates);
        workspaces = List.copyOf(workspaces);
    }

    /**
     * A line, with what its overage is made of.
     *
     * @param used only with an overage, likewise {@code included}
     */
    record Line(
            UUID id,
            int position,
            LineKind kind,
            String item,
            String plan,
            int planVersion,
            Instant start,
            Instant end,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable BigDecimal unitPrice,
            long amountMinor,
            @Nullable Long priceMinor,
            @Nullable Long seconds,
            @Nullable Long periodSeconds,
            boolean isOverage,
            @Nullable Long used,
            @Nullable Long included) {}

    /** What a plan says of the meter of an overage, and what was used under it. */
    record Rate(
            UUID overageId,
            int position,
            String plan,
            int planVersion,
            long included,
            @Nullable BigDecimal unitPrice,
            long seconds,
            long periodSeconds,
            @Nullable Long used) {}

    /** What a workspace used. */
    record Workspace(UUID overageId, UUID workspaceId, long quantity) {}

    /** The rows of a document that is issued, with new ids. */
    static DocumentRows of(InvoiceDraft draft) {
        List<Line> lines = new ArrayList<>();
        List<Rate> rates = new ArrayList<>();
        List<Workspace> workspaces = new ArrayList<>();
        for (InvoiceDraft.Line line : draft.lines()) {
            UUID id = UuidCreator.getTimeOrderedEpoch();
            InvoiceDraft.Overage overage = line.overage();
            PriceLine price = line.price();
            lines.add(new Line(
                    id,
                    lines.size() + 1,
                    line.kind(),
                    line.item(),
                    line.plan().plan(),
                    line.plan().version(),
                    line.start(),
                    line.end(),
                    line.meter(),
                    line.description(),
                    line.quantity(),
                    line.unitPrice(),
                    line.amountMinor(),
                    price == null ? null : price.priceMinor(),
                    price == null ? null : price.seconds(),
                    price == null ? null : price.periodSeconds(),
                    overage != null,
                    overage == null ? null : overage.used(),
                    overage == null ? null : overage.included()));
            if (overage != null) {
                for (int i = 0; i < overage.rates().size(); i++) {
                    rates.add(rate(id, i, overage));
                }
                overage.workspaces()
                        .forEach(share -> workspaces.add(new Workspace(id, share.workspaceId(), share.quantity())));
            }
        }
        return new DocumentRows(lines, rates, workspaces);
    }

    private static Rate rate(UUID id, int part, InvoiceDraft.Overage overage) {
        UsageLines.Rate rate = overage.rates().get(part);
        return new Rate(
                id,
                part + 1,
                rate.plan().plan(),
                rate.plan().version(),
                rate.included(),
                rate.unitPrice(),
                rate.share().numerator(),
                rate.share().denominator(),
                overage.used(part));
    }

    /** The rows of a document, as they are handed over. */
    private record Document(
            UUID organization, UUID invoice, UUID subscription, Instant periodStart, DocumentRows rows) {

        private static Document of(UUID organization, Issued issued) {
            Invoice invoice = issued.invoice();
            return new Document(
                    organization, invoice.id(), invoice.subscriptionId(), invoice.periodStart(), issued.rows());
        }
    }

    /** Stores those of documents by organization; their invoices must be there. */
    static Uni<Void> insert(Statements statements, Map<UUID, Issued> documents) {
        List<Document> rows = documents.entrySet().stream()
                .map(each -> Document.of(each.getKey(), each.getValue()))
                .toList();
        return statements.rows(INSERT, EventJson.write(rows)).replaceWithVoid();
    }
}
