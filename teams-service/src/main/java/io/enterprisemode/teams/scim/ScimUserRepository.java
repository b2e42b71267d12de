package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.EmailAddress;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ScimUserRepository implements PanacheRepositoryBase<ScimUser, OrgScopedId> {

    private static final String MATCHING = "from ScimUser u where u.organizationId = ?1 and ";
    private static final int FIRST_OF_FILTER = 2;
    private static final String AT_ADDRESS = """
        select u.id from scim_user u
          join (select id from scim_user where org_id = ?1 and user_name_folded = folded(?2)
                 union
                select user_id from scim_user_email where org_id = ?1 and address_folded = folded(?2)) found
            on found.id = u.id
         where u.org_id = ?1 and u.active = ?3
         order by (u.principal_id is not null), u.id
         limit 20\
        """;

    Uni<@Nullable ScimUser> of(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id));
    }

    /** The user of this name, in any of its forms. */
    Uni<@Nullable ScimUser> named(Tenant tenant, String userName) {
        return find(
                        "organizationId = ?1 and userNameFolded = cast(folded(?2) as string)",
                        tenant.organizationId(),
                        ComparisonForm.userName(userName))
                .firstResult();
    }

    /** Active or inactive users with this address, as their name or else; those not linked first, twenty at most. */
    Uni<List<ScimUser>> at(Tenant tenant, EmailAddress address, boolean active) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createNativeQuery(AT_ADDRESS, UUID.class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, address.key())
                        .setParameter(3, active)
                        .getResultList())
                .chain(ids -> of(tenant, ids));
    }

    /** Inactive users of this external id. */
    Uni<Long> countInactive(Tenant tenant, String externalId) {
        return count("organizationId = ?1 and externalId = ?2 and active = false", tenant.organizationId(), externalId);
    }

    Uni<@Nullable ScimUser> ofPrincipal(Tenant tenant, UUID principalId) {
        return find("organizationId = ?1 and principalId = ?2", tenant.organizationId(), principalId)
                .firstResult();
    }

    Uni<List<ScimUser>> of(Tenant tenant, Collection<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().item(List.of())
                : list("organizationId = ?1 and id in ?2 order by id", tenant.organizationId(), ids);
    }

    Uni<Long> count(Tenant tenant, FilterHql filter) {
        Mutiny.SelectionQuery<Long> query =
                tenant.session().createSelectionQuery("select count(*) " + MATCHING + filter.condition(), Long.class);
        return bound(query, tenant, filter).getSingleResult();
    }

    /** Users in the order in which they were made. */
    Uni<List<ScimUser>> page(Tenant tenant, FilterHql filter, int from, int count) {
        Mutiny.SelectionQuery<ScimUser> query = tenant.session()
                .createSelectionQuery("select u " + MATCHING + filter.condition() + " order by u.id", ScimUser.class);
        return bound(query, tenant, filter)
                .setFirstResult(from)
                .setMaxResults(count)
                .getResultList();
    }

    private static <T> Mutiny.SelectionQuery<T> bound(Mutiny.SelectionQuery<T> query, Tenant tenant, FilterHql filter) {
        query.setParameter(1, tenant.organizationId());
        for (int i = 0; i < filter.parameters().size(); i++) {
            query.setParameter(FIRST_OF_FILTER + i, filter.parameters().get(i));
        }
        return query;
    }

    /** Counts a change of the users in the group, who show it by name. */
    Uni<Void> touchThoseIn(Tenant tenant, UUID groupId, Instant now) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createMutationQuery("""
                                update ScimUser u set u.revision = u.revision + 1, u.changedAt = ?3
                                 where u.organizationId = ?1
                                   and u.id in (select m.userId from ScimGroupMember m
                                                 where m.organizationId = ?1 and m.groupId = ?2)""")
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, groupId)
                        .setParameter(3, now)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** The filter of a query of this repository. */
    static FilterHql filter(@Nullable String text) {
        return FilterHql.of(ScimType.USER, text, FIRST_OF_FILTER);
    }

    /** Keeps the addresses of a resource as those by which the user is found. */
    Uni<Void> index(Tenant tenant, UUID userId, ObjectNode resource) {
        List<ScimUserEmail> emails = new ArrayList<>();
        for (JsonNode email : resource.path("emails")) {
            emails.add(new ScimUserEmail(
                    new ScimUserEmail.Key(tenant.organizationId(), userId, emails.size()),
                    ComparisonForm.address(email.path("value").asText()),
                    email.hasNonNull("type")
                            ? CaselessText.folded(email.path("type").asText())
                            : null,
                    email.path("primary").asBoolean()));
        }
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createMutationQuery("delete from ScimUserEmail where organizationId = ?1 and userId = ?2")
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, userId)
                        .executeUpdate())
                .chain(() -> tenant.session().persistAll(emails.toArray()))
                .chain(() -> tenant.session().flush())
                .invoke(() -> emails.forEach(tenant.session()::detach));
    }
}
