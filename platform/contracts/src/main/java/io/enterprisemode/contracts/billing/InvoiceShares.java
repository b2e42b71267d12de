package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.util.List;
import java.util.UUID;

/**
 * Which workspaces caused a line of an invoice or credit note that has too many for one message. The document comes
 * first, with no workspaces in its lines; the parts of a line follow in their order, with the same key. Each workspace
 * of a line is in one part.
 *
 * @param invoiceId of the invoice or credit note
 * @param part from 1
 * @param parts how many the line has
 * @param workspaces 1 to {@value #MAX_WORKSPACES}
 */
public record InvoiceShares(
        UUID organizationId,
        UUID invoiceId,
        UUID lineId,
        int part,
        int parts,
        List<InvoiceFinalized.WorkspaceShare> workspaces)
        implements EventData {

    /** How many workspaces a part has at most, and all lines of a document that names them itself. */
    public static final int MAX_WORKSPACES = 500;

    public InvoiceShares {
        Require.present(organizationId, "organizationId");
        Require.present(invoiceId, "invoiceId");
        Require.present(lineId, "lineId");
        Require.that(part >= 1, "part starts at 1: " + part);
        Require.that(parts >= part, "part " + part + " of " + parts);
        workspaces = List.copyOf(Require.present(workspaces, "workspaces"));
        Require.that(!workspaces.isEmpty(), "workspaces is empty");
        Require.that(
                workspaces.size() <= MAX_WORKSPACES,
                "more than " + MAX_WORKSPACES + " workspaces: " + workspaces.size());
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return invoiceId.toString();
    }
}
