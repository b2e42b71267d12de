package io.enterprisemode.teams.scim;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ScimGroupRepository implements PanacheRepositoryBase<ScimGroup, OrgScopedId> {

    private static final String MATCHING =
            " from Team t left join ScimGroup g on g.organizationId = t.organizationId and g.id = t.id"
                    + " where t.organizationId = ?1 and ";
    private static final String ROW =
            "select t.id, t.name, g.externalId, t.revision, coalesce(g.revision, 0L), t.createdAt, t.changedAt,"
                    + " g.changedAt";
    private static final int FIRST_OF_FILTER = 2;

    /**
     * A team as a group.
     *
     * @param externalId null: none, also for a team that no identity provider has touched
     */
    record Row(
            UUID id,
            String displayName,
            @Nullable String externalId,
            ScimVersion version,
            Instant createdAt,
            Instant changedAt) {

        private static Row of(Object[] columns) {
            Instant teamChanged = (Instant) columns[6];
            Instant groupChanged = (Instant) columns[7];
            return new Row(
                    (UUID) columns[0],
                    (String) columns[1],
                    (String) columns[2],
                    ScimVersion.of(columns[3], columns[4]),
                    (Instant) columns[5],
                    groupChanged != null && groupChanged.isAfter(teamChanged) ? groupChanged : teamChanged);
        }
    }

    /**
     * A user in a group.
     *
     * @param label what to show of the other side: the user's name, or the group's
     */
    record Membership(UUID groupId, UUID userId, String label) {}

    Uni<@Nullable ScimGroup> of(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id));
    }

    Uni<@Nullable Row> row(Tenant tenant, UUID id) {
        return tenant.session()
                .flush()
                .chain(() -> page(tenant, new FilterHql("t.id = ?2", List.of(id)), 0, 1))
                .map(rows -> rows.isEmpty() ? null : rows.getFirst());
    }

    Uni<Long> count(Tenant tenant, FilterHql filter) {
        Mutiny.SelectionQuery<Long> query =
                tenant.session().createSelectionQuery("select count(*)" + MATCHING + filter.condition(), Long.class);
        return bound(query, tenant, filter).getSingleResult();
    }

    /** Groups in the order in which their teams were made. */
    Uni<List<Row>> page(Tenant tenant, FilterHql filter, int from, int count) {
        Mutiny.SelectionQuery<Object[]> query = tenant.session()
                .createSelectionQuery(ROW + MATCHING + filter.condition() + " order by t.id", Object[].class);
        return bound(query, tenant, filter)
                .setFirstResult(from)
                .setMaxResults(count)
                .getResultList()
                .map(rows -> rows.stream().map(Row::of).toList());
    }

    private static <T> Mutiny.SelectionQuery<T> bound(Mutiny.SelectionQuery<T> query, Tenant tenant, FilterHql filter) {
        query.setParameter(1, tenant.organizationId());
        for (int i = 0; i < filter.parameters().size(); i++) {
            query.setParameter(FIRST_OF_FILTER + i, filter.parameters().get(i));
        }
        return query;
    }

    /** The filter of a query of this repository. */
    static FilterHql filter(@Nullable String text) {
        return FilterHql.of(ScimType.GROUP, text, FIRST_OF_FILTER);
    }

    /** The members of groups, with their names. */
    Uni<List<Membership>> members(Tenant tenant, Collection<UUID> groupIds) {
        return memberships(
                tenant,
                "select m.groupId, m.userId, u.userName from ScimGroupMember m"
                        + " join ScimUser u on u.organizationId = m.organizationId and u.id = m.userId"
                        + " where m.organizationId = ?1 and m.groupId in ?2 order by m.groupId, m.userId",
                groupIds);
    }

    /** How many members groups have; those without are left out. */
    Uni<Map<UUID, Long>> sizes(Tenant tenant, Collection<UUID> groupIds) {
        if (groupIds.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return tenant.session()
                .createSelectionQuery(
                        "select m.groupId, count(*) from ScimGroupMember m"
                                + " where m.organizationId = ?1 and m.groupId in ?2 group by m.groupId",
                        Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, groupIds)
                .getResultList()
                .map(rows -> rows.stream().collect(Collectors.toMap(row -> (UUID) row[0], row -> (Long) row[1])));
    }

    /** Counts a change of the groups that hold the user, which show it by name. */
    Uni<Void> touchThoseOf(Tenant tenant, UUID userId, Instant now) {
        return tenant.session()
                .flush()
                .chain(() -> tenant.session()
                        .createMutationQuery("""
                                update ScimGroup g set g.revision = g.revision + 1, g.changedAt = ?3
                                 where g.organizationId = ?1
                                   and g.id in (select m.groupId from ScimGroupMember m
                                                 where m.organizationId = ?1 and m.userId = ?2)""")
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, userId)
                        .setParameter(3, now)
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** The groups of users, with the groups' names. */
    Uni<List<Membership>> groupsOf(Tenant tenant, Collection<UUID> userIds) {
        return memberships(
                tenant,
                "select m.groupId, m.userId, t.name from ScimGroupMember m"
                        + " join Team t on t.organizationId = m.organizationId and t.id = m.groupId"
                        + " where m.organizationId = ?1 and m.userId in ?2 order by m.userId, m.groupId",
                userIds);
    }

    private static Uni<List<Membership>> memberships(Tenant tenant, String hql, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return tenant.session()
                .createSelectionQuery(hql, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, ids)
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Membership((UUID) row[0], (UUID) row[1], (String) row[2]))
                        .toList());
    }

    /** The ids of the members of one group. */
    Uni<Set<UUID>> memberIds(Tenant tenant, UUID groupId) {
        return tenant.session()
                .createSelectionQuery(
                        "select m.userId from ScimGroupMember m where m.organizationId = ?1 and m.groupId = ?2 order"
                                + " by m.userId",
                        UUID.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, groupId)
                .getResultList()
                .map(LinkedHashSet::new);
    }

    Uni<Void> put(Tenant tenant, UUID groupId, Collection<UUID> userIds) {
        List<ScimGroupMember> members = new ArrayList<>();
        userIds.forEach(userId ->
                members.add(new ScimGroupMember(new ScimGroupMember.Key(tenant.organizationId(), groupId, userId))));
        return tenant.session()
                .persistAll(members.toArray())
                .chain(() -> tenant.session().flush())
                .invoke(() -> members.forEach(tenant.session()::detach));
    }

    Uni<Void> take(Tenant tenant, UUID groupId, Collection<UUID> userIds) {
        if (userIds.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return tenant.session()
                .createMutationQuery(
                        "delete from ScimGroupMember where organizationId = ?1 and groupId = ?2 and userId in ?3")
                .setParameter(1, tenant.organizationId())
                .setParameter(2, groupId)
                .setParameter(3, userIds)
                .executeUpdate()
                .replaceWithVoid();
    }
}
