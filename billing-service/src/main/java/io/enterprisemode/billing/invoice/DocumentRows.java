package io.enterprisemode.billing.invoice;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows below an invoice, as they are handed over in JSON: one statement stores them all, however many lines and
 * workspaces there are.
 */
record DocumentRows(List<Line> lines, List<Rate> rates, List<Workspace> workspaces) {

    /** Of a document with a fee and two meters it takes a third of what it takes row by row. */
    private static final String INSERT = """
            with document as (select cast(cast($4 as text) as jsonb) as rows),
            line as (
                select l.*
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
                select $1, id, $2, position, kind, $3, item, plan, "planVersion", $5, start, "end", meter, description,
                       quantity, "unitPrice", "amountMinor", "priceMinor", seconds, "periodSeconds"
                  from line),
            of_overages as (
                insert into plan_overages (org_id, id, meter_code, period_start, period_end, used, included, quantity,
                    unit_price, amount_minor)
                select $1, id, meter, start, "end", used, included, quantity, "unitPrice", "amountMinor"
                  from line
                 where "isOverage"),
            of_rates as (
                insert into plan_overage_rate (org_id, overage_id, position, plan_code, plan_version, included,
                    unit_price, seconds, period_seconds, used)
                select $1, "overageId", position, plan, "planVersion", included, "unitPrice", seconds, "periodSeconds",
                       used
                  from document d
                 cross join lateral jsonb_to_recordset(d.rows -> 'rates') as r (
                       "overageId" uuid, position int, plan text, "planVersion" int, included bigint,
                       "unitPrice" numeric, seconds bigint, "periodSeconds" bigint, used bigint))
            insert into plan_overage_workspace (org_id, overage_id, workspace_id, quantity)
            select $1, "overageId", "workspaceId", quantity
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

    /** Stores them; the invoice must be there. */
    Uni<Void> insert(Tenant tenant, Invoice invoice) {
        return tenant.execute(
                        INSERT,
                        tenant.organizationId(),
                        invoice.id(),
                        invoice.subscriptionId(),
                        EventJson.write(this),
                        DatabaseTime.parameter(invoice.periodStart()))
                .replaceWithVoid();
    }
}
