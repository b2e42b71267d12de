package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * An organization as one of its members sees it from outside.
 *
 * @param timeZone IANA name
 * @param roles what the member is there
 */
public record OrganizationMembership(UUID id, String name, String timeZone, List<RoleAssignment> roles) {

    public OrganizationMembership {
        roles = List.copyOf(roles);
    }

    OrganizationMembership joinedWith(OrganizationMembership same) {
        List<RoleAssignment> all = new ArrayList<>(roles);
        all.addAll(same.roles);
        return new OrganizationMembership(id, name, timeZone, all);
    }
}
