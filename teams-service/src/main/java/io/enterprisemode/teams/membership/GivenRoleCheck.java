package io.enterprisemode.teams.membership;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Judges whether roles could still be given by those who have given them, by their own roles and what their credentials
 * are narrowed to.
 */
public interface GivenRoleCheck {

    /** Those of the roles whose givers have lost the right. */
    Uni<List<GivenRole>> withoutRight(Tenant tenant, List<GivenRole> given);
}
