package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as it was issued; it never changes afterwards.
 *
 * @param number gap-free per organization
 * @param currency ISO 4217, of every amount
 * @param periodStart included
 * @param periodEnd excluded
 * @param subtotalMinor without tax, in minor units
 * @param totalMinor subtotal and tax, in minor units
 */
public record InvoiceFinalized(
        UUID organizationId,
        UUID invoiceId,
        String number,
        String currency,
        Instant periodStart,
        Instant periodEnd,
        Instant issuedAt,
        List<Line> lines,
        long subtotalMinor,
        long taxMinor,
        long totalMinor)
        implements EventData {

    public InvoiceFinalized {
        Require.present(organizationId, "organizationId");
        Require.present(invoiceId, "invoiceId");
        Require.text(number, "number");
        Require.currency(currency, "currency");
        Require.present(periodStart, "periodStart");
        Require.present(periodEnd, "periodEnd");
        Require.that(
                periodStart.isBefore(periodEnd),
                "the period ends before it starts: " + periodStart + " to " + periodEnd);
        Require.present(issuedAt, "issuedAt");
        lines = List.copyOf(Require.present(lines, "lines"));
        Require.that(
                Math.addExact(subtotalMinor, taxMinor) == totalMinor,
                "total is not subtotal plus tax: " + subtotalMinor + " + " + taxMinor + " is not " + totalMinor);
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return invoiceId.toString();
    }

    /**
     * One line of an invoice.
     *
     * @param meter of overages and adjustments
     * @param quantity what was charged, in the meter's unit; can be negative in an adjustment
     * @param unitPrice decimal number in major units of the currency, such as {@code 0.0008}
     * @param amountMinor in minor units; negative for credits
     * @param workspaces the workspaces that caused it; empty where it is not caused by single workspaces, and where
     *     {@link InvoiceShares} follow
     */
    public record Line(
            UUID lineId,
            LineKind kind,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable String unitPrice,
            long amountMinor,
            List<WorkspaceShare> workspaces) {

        public Line {
            Require.present(lineId, "lineId");
            Require.present(kind, "kind");
            Require.text(description, "description");
            Require.that(
                    unitPrice == null || unitPrice.matches("-?[0-9]+(\\.[0-9]+)?"),
                    "unitPrice is no decimal number: " + unitPrice);
            workspaces = List.copyOf(Require.present(workspaces, "workspaces"));
        }
    }

    /**
     * A workspace's part in a line.
     *
     * @param quantity what it used, in the meter's unit
     */
    public record WorkspaceShare(UUID workspaceId, long quantity) {

        public WorkspaceShare {
            Require.present(workspaceId, "workspaceId");
        }
    }
}
