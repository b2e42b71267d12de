package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How many members an organization has, so that nobody counts the pages of a list. */
@Produces(MediaType.APPLICATION_JSON)
@Path("/api/members/counts")
@Tag(name = "Members")
class MemberCountResource {

    private final MemberCounting members;
    private final CurrentRequest current;

    MemberCountResource(MemberCounting members, CurrentRequest current) {
        this.members = members;
        this.current = current;
    }

    /**
     * Members by kind, and how many people own the organization. API keys and service accounts do not count as owners,
     * since they are no persons.
     */
    @GET
    @Requires(Permission.MEMBER_READ)
    public Uni<MemberCountsView> countMembers() {
        return members.of(current.organization());
    }
}
