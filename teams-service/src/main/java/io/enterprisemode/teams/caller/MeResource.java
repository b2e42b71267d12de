package io.enterprisemode.teams.caller;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.teams.structure.OrganizationMembershipView;
import io.enterprisemode.teams.structure.OrganizationsOfPrincipal;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.request.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who am I? */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/me")
@Tag(name = "Caller")
class MeResource {

    private static final int ORGANIZATIONS = 100;

    private final Arrivals arrivals;
    private final OrganizationsOfPrincipal organizations;
    private final CurrentRequest current;

    MeResource(Arrivals arrivals, OrganizationsOfPrincipal organizations, CurrentRequest current) {
        this.arrivals = arrivals;
        this.organizations = organizations;
        this.current = current;
    }

    /**
     * The caller, the organizations it belongs to with its roles, and what it may do to the installation. Makes the
     * caller a member where it is provisioned, or where its verified address is of a domain that admits people.
     */
    @GET
    @SignedIn
    public Uni<MeView> readMe() {
        Caller caller = current.caller();
        return arrivals.admit(current.origin())
                .invoke(this::noteChange)
                .chain(() -> organizations.of(caller.principalId(), Paging.BEFORE_ALL, ORGANIZATIONS))
                .map(found -> me(caller, found));
    }

    private void noteChange(boolean changed) {
        if (changed) {
            current.markAccessChanged();
        }
    }

    private static MeView me(Caller caller, List<OrganizationMembershipView> found) {
        return new MeView(
                caller.principalId(),
                caller.kind(),
                caller.name(),
                caller.email(),
                found,
                caller.installation().stream()
                        .map(InstallationPermission::code)
                        .sorted()
                        .toList());
    }
}
