package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.scim.ScimGroupRepository.Membership;
import io.enterprisemode.teams.scim.ScimGroupRepository.Row;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.teams.structure.Teams;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Groups as an identity provider keeps them: every team is one; those in it hold MEMBER on the team once they have
 * signed in.
 */
@ApplicationScoped
class ScimGroupService {

    private static final Pattern NAME = Pattern.compile(FieldRules.NAME_PATTERN);
    private static final String DISPLAY_NAME = "displayName";
    private static final String EXTERNAL_ID = "externalId";

    private final TenantTransactions transactions;
    private final Nodes nodes;
    private final Teams teams;
    private final ScimGroupRepository groups;
    private final ScimUserRepository users;
    private final ProvisionedAccess access;
    private final ScimJournal journal;
    private final Clock clock;

    ScimGroupService(
            TenantTransactions transactions,
            Nodes nodes,
            Teams teams,
            ScimGroupRepository groups,
            ScimUserRepository users,
            ProvisionedAccess access,
            ScimJournal journal,
            Clock clock) {
        this.transactions = transactions;
        this.nodes = nodes;
        this.teams = teams;
        this.groups = groups;
        this.users = users;
        this.access = access;
        this.journal = journal;
        this.clock = clock;
    }

    /** What a group shall be. */
    private record Wanted(String displayName, @Nullable String externalId, Set<UUID> members) {

        private static Wanted of(ObjectNode resource) {
            return of(resource, GroupMembers.in(resource.get(GroupMembers.ATTRIBUTE)));
        }

        private static Wanted of(ObjectNode resource, Set<UUID> members) {
            String name = resource.path(DISPLAY_NAME).asText();
            if (name.length() > FieldRules.NAME_LENGTH || !NAME.matcher(name).matches()) {
                throw ResourceRules.invalid(DISPLAY_NAME, FieldRules.NAME_MESSAGE);
            }
            return new Wanted(
                    name,
                    resource.hasNonNull(EXTERNAL_ID)
                            ? resource.path(EXTERNAL_ID).asText()
                            : null,
                    members);
        }
    }

    Uni<ScimPage> list(UUID organizationId, ScimQuery query) {
        FilterHql filter = ScimGroupRepository.filter(query.filter());
        return transactions.inOrganization(
                organizationId,
                tenant -> groups.count(tenant, filter)
                        .chain(total -> query.count() == 0 || query.startIndex() > total
                                ? Uni.createFrom().item(new ScimPage(List.of(), total, query.startIndex()))
                                : groups.page(tenant, filter, query.startIndex() - 1, query.count())
                                        .chain(found -> fitting(tenant, found, query.projection()))
                                        .chain(found -> shown(tenant, found, query.projection()))
                                        .map(shown -> new ScimPage(shown, total, query.startIndex()))));
    }

    /**
     * The first of the groups that together have no more members than one answer may have; at least one group. The
     * client continues after them, as after any page that is shorter than requested (RFC 7644, section 3.4.2.4).
     */
    private Uni<List<Row>> fitting(Tenant tenant, List<Row> found, Projection projection) {
        if (!projection.holds(GroupMembers.ATTRIBUTE)) {
            return Uni.createFrom().item(found);
        }
        return groups.sizes(tenant, found.stream().map(Row::id).toList()).map(sizes -> {
            long members = 0;
            int fitting = 0;
            for (Row row : found) {
                members += sizes.getOrDefault(row.id(), 0L);
                if (fitting > 0 && members > GroupMembers.MOST) {
                    break;
                }
                fitting++;
            }
            return found.subList(0, fitting);
        });
    }

    Uni<ScimResource> read(UUID organizationId, String id, Projection projection) {
        return transactions.inOrganization(
                organizationId, tenant -> load(tenant, id).chain(row -> shown(tenant, row, projection)));
    }

    /** Makes a team. */
    Uni<ScimResource> create(UUID organizationId, Origin origin, JsonNode sent, Projection projection) {
        Wanted wanted = Wanted.of(ResourceRules.read(ScimType.GROUP, sent));
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> requireFree(tenant, wanted.displayName()))
                        .chain(() -> teams.make(tenant, origin, wanted.displayName()))
                        .call(team -> settle(tenant, origin, team.id(), wanted, Set.of()))
                        .call(team -> journal.group(
                                tenant, origin, "created", team.id(), team.name(), details(wanted, Set.of())))
                        .chain(team -> load(tenant, team.id().toString()))
                        .chain(row -> shown(tenant, row, projection)));
    }

    Uni<ScimResource> replace(
            UUID organizationId,
            Origin origin,
            String id,
            @Nullable String ifMatch,
            JsonNode sent,
            Projection projection) {
        Wanted wanted = Wanted.of(ResourceRules.read(ScimType.GROUP, sent));
        return changed(
                organizationId,
                origin,
                id,
                ifMatch,
                projection,
                (tenant, row, members) -> Uni.createFrom().item(wanted));
    }

    /** Applies the operations one after another, all or none. */
    Uni<ScimResource> patch(
            UUID organizationId,
            Origin origin,
            String id,
            @Nullable String ifMatch,
            JsonNode sent,
            Projection projection) {
        PatchRequest request = PatchRequest.read(sent);
        return changed(
                organizationId,
                origin,
                id,
                ifMatch,
                projection,
                (tenant, row, members) -> named(tenant, row, members, request)
                        .map(names -> patched(row, new MemberPatch(names), request)));
    }

    /** The members with their names, where the request picks members by them. */
    private Uni<Map<UUID, String>> named(Tenant tenant, Row row, Set<UUID> members, PatchRequest request) {
        Map<UUID, String> names = new LinkedHashMap<>();
        if (!MemberPatch.needsNames(request)) {
            members.forEach(id -> names.put(id, ""));
            return Uni.createFrom().item(names);
        }
        return groups.members(tenant, List.of(row.id())).map(found -> {
            found.forEach(membership -> names.put(membership.userId(), membership.label()));
            return names;
        });
    }

    private static Wanted patched(Row row, MemberPatch members, PatchRequest request) {
        ObjectNode resource = JsonNodeFactory.instance.objectNode().put(DISPLAY_NAME, row.displayName());
        if (row.externalId() != null) {
            resource.put(EXTERNAL_ID, row.externalId());
        }
        request.operations().forEach(operation -> members.apply(resource, operation));
        return Wanted.of(ResourceRules.canonical(ScimType.GROUP, resource), members.members());
    }

    @FunctionalInterface
    private interface Change {
        Uni<Wanted> of(Tenant tenant, Row row, Set<UUID> members);
    }

    private Uni<ScimResource> changed(
            UUID organizationId,
            Origin origin,
            String id,
            @Nullable String ifMatch,
            Projection projection,
            Change change) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, id))
                        .invoke(row -> row.version().require(ifMatch))
                        .call(row -> groups.memberIds(tenant, row.id())
                                .chain(members -> change.of(tenant, row, members)
                                        .chain(wanted -> change(tenant, origin, row, members, wanted))))
                        .chain(row -> load(tenant, id))
                        .chain(row -> shown(tenant, row, projection)));
    }

    private Uni<Void> change(Tenant tenant, Origin origin, Row row, Set<UUID> members, Wanted wanted) {
        boolean renamed = !wanted.displayName().equals(row.displayName());
        boolean otherName = !CaselessText.folded(wanted.displayName()).equals(CaselessText.folded(row.displayName()));
        boolean sameRest = members.equals(wanted.members()) && Objects.equals(row.externalId(), wanted.externalId());
        if (!renamed && sameRest) {
            return Uni.createFrom().voidItem();
        }
        return (otherName
                        ? requireFree(tenant, wanted.displayName())
                        : Uni.createFrom().voidItem())
                .chain(() -> teams.rename(tenant, origin, row.id(), wanted.displayName()))
                .chain(() -> sameRest ? Uni.createFrom().voidItem() : settle(tenant, origin, row.id(), wanted, members))
                .chain(() -> sameRest
                        ? Uni.createFrom().voidItem()
                        : journal.group(
                                tenant, origin, "changed", row.id(), wanted.displayName(), details(wanted, members)));
    }

    /** Brings what is kept of a group, and the roles on its team, to what is wanted. */
    private Uni<Void> settle(Tenant tenant, Origin origin, UUID groupId, Wanted wanted, Set<UUID> members) {
        Set<UUID> added = new LinkedHashSet<>(wanted.members());
        added.removeAll(members);
        Set<UUID> removed = new LinkedHashSet<>(members);
        removed.removeAll(wanted.members());
        if (added.size() + removed.size() > GroupMembers.MOST_AT_ONCE) {
            throw ScimProblems.TOO_MANY.with(
                    "At most " + GroupMembers.MOST_AT_ONCE + " members can be added and removed at once.");
        }
        if (!added.isEmpty() && wanted.members().size() > GroupMembers.MOST) {
            throw ScimProblems.TOO_MANY.with("A group has at most " + GroupMembers.MOST + " members.");
        }
        Instant now = DatabaseTime.now(clock);
        return keep(tenant, groupId, wanted.externalId(), now)
                .chain(() -> users.of(tenant, removed))
                .chain(found -> part(tenant, origin, groupId, found, now))
                .chain(() -> groups.take(tenant, groupId, removed))
                .chain(() -> users.of(tenant, added))
                .invoke(found -> requireAll(added, found))
                .call(() -> groups.put(tenant, groupId, added))
                .chain(found -> join(tenant, origin, groupId, found, now));
    }

    private Uni<Void> keep(Tenant tenant, UUID groupId, @Nullable String externalId, Instant now) {
        return groups.of(tenant, groupId)
                .chain(known -> {
                    if (known != null) {
                        known.change(externalId, now);
                        return Uni.createFrom().voidItem();
                    }
                    return groups.persist(
                                    new ScimGroup(new OrgScopedId(tenant.organizationId(), groupId), externalId, now))
                            .replaceWithVoid();
                })
                .chain(() -> tenant.session().flush());
    }

    private Uni<Void> part(Tenant tenant, Origin origin, UUID groupId, List<ScimUser> leaving, Instant now) {
        leaving.forEach(user -> user.touch(now));
        return SequentialSteps.forEach(
                leaving,
                user -> user.principalId()
                        .map(principalId -> access.leave(tenant, origin, principalId, groupId))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> join(Tenant tenant, Origin origin, UUID groupId, List<ScimUser> joining, Instant now) {
        joining.forEach(user -> user.touch(now));
        return SequentialSteps.forEach(
                joining,
                user -> user.principalId()
                        .filter(principalId -> user.isActive())
                        .map(principalId -> access.join(tenant, origin, principalId, groupId))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static void requireAll(Set<UUID> added, List<ScimUser> found) {
        Set<UUID> missing = new LinkedHashSet<>(added);
        found.forEach(user -> missing.remove(user.id()));
        missing.stream().findFirst().ifPresent(id -> {
            throw GroupMembers.unknown(id.toString());
        });
    }

    /** Dissolves the team. */
    Uni<Void> delete(UUID organizationId, Origin origin, String id, @Nullable String ifMatch) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, id))
                        .invoke(row -> row.version().require(ifMatch))
                        .chain(row -> teams.dissolve(tenant, origin, row.id())));
    }

    private Uni<Row> load(Tenant tenant, String id) {
        UUID known = ScimId.parse(id).orElseThrow(() -> ProblemException.notFound("group"));
        return groups.row(tenant, known).map(row -> {
            if (row == null) {
                throw ProblemException.notFound("group");
            }
            return row;
        });
    }

    private Uni<Void> requireFree(Tenant tenant, String displayName) {
        return teams.isNamed(tenant, displayName)
                .invoke(taken -> {
                    if (taken) {
                        throw ScimProblems.UNIQUENESS.with("There is a team of this displayName already.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<ScimResource> shown(Tenant tenant, Row row, Projection projection) {
        return shown(tenant, List.of(row), projection).map(List::getFirst);
    }

    private Uni<List<ScimResource>> shown(Tenant tenant, List<Row> found, Projection projection) {
        List<UUID> ids = found.stream().map(Row::id).toList();
        Uni<List<Membership>> members = projection.holds(GroupMembers.ATTRIBUTE)
                ? groups.members(tenant, ids)
                : Uni.createFrom().item(List.of());
        return members.map(all -> {
            Map<UUID, List<Membership>> byGroup = new LinkedHashMap<>();
            all.forEach(membership -> byGroup.computeIfAbsent(membership.groupId(), ignored -> new ArrayList<>())
                    .add(membership));
            return found.stream()
                    .map(row -> resource(row, byGroup.getOrDefault(row.id(), List.of()), projection))
                    .toList();
        });
    }

    private static ScimResource resource(Row row, List<Membership> members, Projection projection) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ScimResource.schemas(body, ScimType.GROUP);
        body.put("id", row.id().toString());
        body.put(DISPLAY_NAME, row.displayName());
        if (row.externalId() != null) {
            body.put(EXTERNAL_ID, row.externalId());
        }
        if (!members.isEmpty()) {
            ArrayNode array = body.putArray(GroupMembers.ATTRIBUTE);
            members.forEach(member -> array.add(GroupMembers.shown(member.userId(), member.label())));
        }
        ScimResource resource = ScimResource.of(
                ScimType.GROUP, row.id().toString(), body, row.version(), row.createdAt(), row.changedAt());
        projection.applyTo(ScimType.GROUP, body);
        return resource;
    }

    private static Map<String, @Nullable Object> details(Wanted wanted, Set<UUID> before) {
        Set<UUID> added = new LinkedHashSet<>(wanted.members());
        added.removeAll(before);
        Set<UUID> removed = new LinkedHashSet<>(before);
        removed.removeAll(wanted.members());
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("externalId", wanted.externalId());
        details.put("added", List.copyOf(added));
        details.put("removed", List.copyOf(removed));
        return details;
    }
}
