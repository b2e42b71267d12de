package io.enterprisemode.teams.structure;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.access.RoleAssignment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An organization as one of its members sees it from outside.
 *
 * @param timeZone IANA name
 * @param deletionDueAt when it is deleted, when that was asked for
 * @param roles what the member is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "OrganizationMembership")
public record OrganizationMembershipView(
        UUID id, String name, String timeZone, @Nullable Instant deletionDueAt, List<RoleAssignment> roles) {

    public OrganizationMembershipView {
        roles = List.copyOf(roles);
    }

    OrganizationMembershipView joinedWith(OrganizationMembershipView same) {
        List<RoleAssignment> all = new ArrayList<>(roles);
        all.addAll(same.roles);
        return new OrganizationMembershipView(id, name, timeZone, deletionDueAt, all);
    }
}
