package io.enterprisemode.teams.scim;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EmailAddress;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the members that a user without a link stands for. They must hold a role here; a verified address is only
 * required for linking, which gives access, not for losing access. Members that are linked to another user, or whose
 * address another active user without a link has, are left out.
 */
@ApplicationScoped
class MembersByAddress {

    /** By the local part, or by issuer and subject; addresses are compared as a whole afterwards. */
    private static final String MEMBERS = """
        select p.id, coalesce(p.email, ''), p.issuer = ?3 and p.subject = ?4 from principal p
         where p.org_id = ?1 and p.kind = 'USER'
           and ((p.issuer = ?3 and p.subject = ?4)
                or folded(split_part(btrim(p.email), '@', 1)) in (
                       select folded(part) from unnest(string_to_array(?2, ',')) as local (part)))
           and exists (select 1 from role_assignment a where a.org_id = ?1 and a.principal_id = p.id)
           and not exists (select 1 from scim_user u where u.org_id = ?1 and u.principal_id = p.id)
         order by p.id\
        """;

    private final ScimUserRepository users;
    private final Optional<String> externalIdIssuer;

    MembersByAddress(ScimUserRepository users, ProvisioningConfiguration configuration) {
        this.users = users;
        this.externalIdIssuer = configuration.externalIdIssuer();
    }

    private record Candidate(UUID id, Optional<EmailAddress> email, boolean byExternalId) {}

    /**
     * The principals, by id.
     *
     * @param user is linked to nobody
     * @param addresses those the user has, and has had until now
     */
    Uni<List<UUID>> of(Tenant tenant, ScimUser user, Set<EmailAddress> addresses) {
        String externalId = user.externalId();
        String issuer = externalId == null ? "" : externalIdIssuer.orElse("");
        Set<String> keys = addresses.stream().map(EmailAddress::key).collect(Collectors.toSet());
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createNativeQuery(MEMBERS, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, localParts(keys))
                        .setParameter(3, issuer)
                        .setParameter(4, externalId == null ? "" : externalId)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Candidate((UUID) row[0], EmailAddress.parse((String) row[1]), (Boolean) row[2]))
                        .filter(member -> member.byExternalId()
                                || member.email()
                                        .filter(email -> keys.contains(email.key()))
                                        .isPresent())
                        .toList())
                .chain(found -> Multi.createFrom()
                        .iterable(found)
                        .onItem()
                        .transformToUniAndConcatenate(member -> member.byExternalId()
                                ? Uni.createFrom().item(Optional.of(member.id()))
                                : isAnothers(tenant, user, member)
                                        .map(anothers -> anothers ? Optional.<UUID>empty() : Optional.of(member.id())))
                        .collect()
                        .asList())
                .map(found -> found.stream().flatMap(Optional::stream).toList());
    }

    /** Local parts hold no commas. */
    private static String localParts(Set<String> keys) {
        return keys.stream().map(key -> key.substring(0, key.lastIndexOf('@'))).collect(Collectors.joining(","));
    }

    private Uni<Boolean> isAnothers(Tenant tenant, ScimUser user, Candidate member) {
        return users.at(tenant, member.email().orElseThrow(), true)
                .map(active -> active.stream()
                        .anyMatch(other -> !other.id().equals(user.id())
                                && other.principalId().isEmpty()));
    }
}
