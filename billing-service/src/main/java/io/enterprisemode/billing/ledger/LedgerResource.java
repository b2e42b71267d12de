package io.enterprisemode.billing.ledger;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/billing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
class LedgerResource {

    private final Statements statements;
    private final CurrentRequest current;

    LedgerResource(Statements statements, CurrentRequest current) {
        this.statements = statements;
        this.current = current;
    }

    @GET
    @Path("/statement")
    @Requires(Permission.BILLING_READ)
    @Operation(
            summary = "The statement of account: invoices, payments, credit and refunds, newest first",
            description = "Each entry says what is owed in all after it; negative when the customer is owed.")
    public Uni<Page<StatementView>> statement(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        return statements.statement(
                current.organization(), Cursor.decode(cursor, 1), Parameters.integer("limit", limit, 1, 200, 50));
    }

    @GET
    @Path("/ledger/trial-balance")
    @RequiresInstallation(InstallationPermission.INSTALLATION_READ)
    @Operation(summary = "The balances of all accounts over all organizations, which sum to zero")
    public Uni<TrialBalanceView> trialBalance() {
        return statements.trialBalance();
    }
}
