package io.enterprisemode.kernel.sample;

import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.access.Public;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;

/** A request that writes in an organization's transaction. */
@Path("/notes/{organization}")
public class NoteResource {

    private final TenantTransactions transactions;

    NoteResource(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    @POST
    @Public
    public Uni<Void> write(@PathParam("organization") UUID organization, String text) {
        return transactions.inOrganization(
                organization, tenant -> tenant.session().persist(new Note(organization, UUID.randomUUID(), text)));
    }
}
