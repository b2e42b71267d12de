package io.enterprisemode.teams.membership;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A principal with the roles it holds in an organization.
 *
 * @param subject the principal's name at its identity provider; for the account of an API key the key's id
 * @param roles those that whoever asks may see
 * @param pending true for one that somebody added: it counts only in requests that name the organization, until it has
 *     named it once; else left out
 * @param joinedAt when the organization first knew of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Member")
public record MemberView(
        UUID principalId,
        PrincipalKind kind,
        String subject,
        @Nullable String name,
        @Nullable String email,
        List<RoleAssignment> roles,
        @Nullable Boolean pending,
        Instant joinedAt) {

    public MemberView {
        roles = List.copyOf(roles);
    }

    /** The same member with other roles. */
    public MemberView with(List<RoleAssignment> otherRoles) {
        return new MemberView(principalId, kind, subject, name, email, otherRoles, pending, joinedAt);
    }

    static MemberView of(Principal principal, List<RoleAssignment> roles) {
        return new MemberView(
                principal.id(),
                principal.kind(),
                principal.subject(),
                principal.name(),
                principal.email(),
                roles,
                principal.pending() ? true : null,
                principal.joinedAt());
    }
}
