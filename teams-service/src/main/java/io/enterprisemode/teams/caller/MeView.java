package io.enterprisemode.teams.caller;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.teams.structure.OrganizationMembershipView;
import io.enterprisemode.web.request.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The caller, as the service knows it.
 *
 * @param organizations those the caller belongs to, a hundred at most; GET /api/organizations pages through all, and
 *     asks by id
 * @param installation codes of the permissions on the whole installation
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MeView(
        UUID principalId,
        Caller.Kind kind,
        @Nullable String name,
        @Nullable String email,
        List<OrganizationMembershipView> organizations,
        List<String> installation) {

    public MeView {
        organizations = List.copyOf(organizations);
        installation = List.copyOf(installation);
    }
}
