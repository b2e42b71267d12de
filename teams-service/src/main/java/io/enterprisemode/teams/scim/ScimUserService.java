package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.invitation.InvitationRevocation;
import io.enterprisemode.teams.scim.ScimGroupRepository.Membership;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users as an identity provider keeps them. A user that is not linked to anybody yet holds no role; see
 * {@link ProvisionedUsers}.
 */
@ApplicationScoped
class ScimUserService {

    private final TenantTransactions transactions;
    private final Nodes nodes;
    private final ScimUserRepository users;
    private final ScimGroupRepository groups;
    private final ProvisionedAccess access;
    private final MembersByAddress members;
    private final InvitationRevocation revocation;
    private final ScimJournal journal;
    private final ObjectMapper json;
    private final Clock clock;

    ScimUserService(
            TenantTransactions transactions,
            Nodes nodes,
            ScimUserRepository users,
            ScimGroupRepository groups,
            ProvisionedAccess access,
            MembersByAddress members,
            InvitationRevocation revocation,
            ScimJournal journal,
            ObjectMapper json,
            Clock clock) {
        this.transactions = transactions;
        this.nodes = nodes;
        this.users = users;
        this.groups = groups;
        this.access = access;
        this.members = members;
        this.revocation = revocation;
        this.journal = journal;
        this.json = json;
        this.clock = clock;
    }

    Uni<ScimPage> list(UUID organizationId, ScimQuery query) {
        FilterHql filter = ScimUserRepository.filter(query.filter());
        return transactions.inOrganization(
                organizationId,
                tenant -> users.count(tenant, filter)
                        .chain(total -> query.count() == 0 || query.startIndex() > total
                                ? Uni.createFrom().item(new ScimPage(List.of(), total, query.startIndex()))
                                : users.page(tenant, filter, query.startIndex() - 1, query.count())
                                        .chain(found -> shown(tenant, found, query.projection()))
                                        .map(shown -> new ScimPage(shown, total, query.startIndex()))));
    }

    Uni<ScimResource> read(UUID organizationId, String id, Projection projection) {
        return transactions.inOrganization(
                organizationId, tenant -> load(tenant, id).chain(user -> shown(tenant, user, projection)));
    }

    /**
     * Keeps a new user; gives nobody access yet. When the new user is inactive, its person loses all roles and
     * invitations.
     */
    Uni<ScimResource> create(UUID organizationId, Origin origin, JsonNode sent, Projection projection) {
        ObjectNode resource = UserRules.complete(ResourceRules.read(ScimType.USER, sent), true);
        ScimUser user = new ScimUser(
                new OrgScopedId(organizationId, UuidCreator.getTimeOrderedEpoch()), resource, DatabaseTime.now(clock));
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> requireFree(tenant, user.id(), user.userName()))
                        .chain(() -> users.persist(user))
                        .chain(() -> users.index(tenant, user.id(), resource))
                        .chain(() -> journal.user(tenant, origin, "created", user, details(null, user)))
                        .chain(() -> user.isActive()
                                ? Uni.createFrom().voidItem()
                                : switchOff(tenant, origin, user, resource))
                        .chain(() -> shown(tenant, user, projection)));
    }

    /** Replaces the stored resource; {@code active} stays unchanged when the new one lacks it. */
    Uni<ScimResource> replace(
            UUID organizationId,
            Origin origin,
            String id,
            @Nullable String ifMatch,
            JsonNode sent,
            Projection projection) {
        ObjectNode resource = ResourceRules.read(ScimType.USER, sent);
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, id))
                        .invoke(user -> user.version().require(ifMatch))
                        .call(user -> change(tenant, origin, user, UserRules.complete(resource, user.isActive())))
                        .chain(user -> shown(tenant, user, projection)));
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
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, id))
                        .invoke(user -> user.version().require(ifMatch))
                        .call(user -> change(tenant, origin, user, patched(user, request)))
                        .chain(user -> shown(tenant, user, projection)));
    }

    private ObjectNode patched(ScimUser user, PatchRequest request) {
        ObjectNode resource = attributes(user);
        request.operations().forEach(operation -> PatchRules.apply(ScimType.USER, resource, operation));
        return UserRules.complete(ResourceRules.canonical(ScimType.USER, resource), user.isActive());
    }

    private Uni<Void> change(Tenant tenant, Origin origin, ScimUser user, ObjectNode resource) {
        ObjectNode before = attributes(user);
        if (before.equals(resource)) {
            return user.isActive() ? Uni.createFrom().voidItem() : switchOff(tenant, origin, user, before);
        }
        boolean wasActive = user.isActive();
        String newName = resource.path("userName").asText();
        boolean sameName = newName.equals(user.userName());
        String verb = verb(wasActive, resource.path("active").asBoolean());
        return (sameName
                        ? Uni.createFrom().voidItem()
                        : requireFree(tenant, user.id(), newName)
                                .chain(() -> groups.touchThoseOf(tenant, user.id(), DatabaseTime.now(clock))))
                .invoke(() -> user.change(resource, DatabaseTime.now(clock)))
                .chain(() -> users.index(tenant, user.id(), resource))
                .chain(() -> journal.user(tenant, origin, verb, user, details(before, user)))
                .chain(() -> user.isActive()
                        ? switchOn(tenant, origin, user, wasActive)
                        : switchOff(tenant, origin, user, before, resource));
    }

    private static String verb(boolean wasActive, boolean isActive) {
        if (wasActive == isActive) {
            return "changed";
        }
        return isActive ? "reactivated" : "deactivated";
    }

    private Uni<Void> switchOn(Tenant tenant, Origin origin, ScimUser user, boolean wasActive) {
        return user.principalId()
                .filter(principalId -> !wasActive)
                .map(principalId -> access.give(tenant, origin, principalId, user.id()))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /**
     * Removes every role of the person, also when the user was inactive before: the person may have become a member
     * again in another way. Revokes the invitations to the person. When the user is not linked, the members with its
     * addresses are that person.
     *
     * @param resources the user as it was and is, by whose addresses the person is invited
     */
    private Uni<Void> switchOff(Tenant tenant, Origin origin, ScimUser user, ObjectNode... resources) {
        Set<EmailAddress> addresses = addresses(resources);
        return people(tenant, user, addresses)
                .chain(found -> SequentialSteps.forEach(found, principalId -> access.take(tenant, origin, principalId)))
                .chain(() -> revocation.takeBackFrom(tenant, origin, addresses));
    }

    private Uni<List<UUID>> people(Tenant tenant, ScimUser user, Set<EmailAddress> addresses) {
        return user.principalId()
                .map(principalId -> Uni.createFrom().item(List.of(principalId)))
                .orElseGet(() -> members.of(tenant, user, addresses));
    }

    private static Set<EmailAddress> addresses(ObjectNode... resources) {
        Set<EmailAddress> addresses = new LinkedHashSet<>();
        for (ObjectNode resource : resources) {
            EmailAddress.parse(resource.path("userName").asText()).ifPresent(addresses::add);
            resource.path("emails")
                    .forEach(email ->
                            EmailAddress.parse(email.path("value").asText()).ifPresent(addresses::add));
        }
        return addresses;
    }

    /** Takes the person's access and forgets the user. */
    Uni<Void> delete(UUID organizationId, Origin origin, String id, @Nullable String ifMatch) {
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, id))
                        .invoke(user -> user.version().require(ifMatch))
                        .call(user -> switchOff(tenant, origin, user, attributes(user)))
                        .call(user -> journal.user(tenant, origin, "deleted", user, details(attributes(user), null)))
                        .call(user -> groups.touchThoseOf(tenant, user.id(), DatabaseTime.now(clock)))
                        .chain(users::delete));
    }

    private Uni<ScimUser> load(Tenant tenant, String id) {
        UUID known = ScimId.parse(id).orElseThrow(() -> ProblemException.notFound("user"));
        return users.of(tenant, known).map(user -> {
            if (user == null) {
                throw ProblemException.notFound("user");
            }
            return user;
        });
    }

    private Uni<Void> requireFree(Tenant tenant, UUID userId, String userName) {
        return users.named(tenant, userName)
                .invoke(known -> {
                    if (known != null && !known.id().equals(userId)) {
                        throw ScimProblems.UNIQUENESS.with("There is a user of this userName already.");
                    }
                })
                .replaceWithVoid();
    }

    private Uni<ScimResource> shown(Tenant tenant, ScimUser user, Projection projection) {
        return shown(tenant, List.of(user), projection).map(List::getFirst);
    }

    private Uni<List<ScimResource>> shown(Tenant tenant, List<ScimUser> found, Projection projection) {
        List<UUID> ids = found.stream().map(ScimUser::id).toList();
        Uni<List<Membership>> memberships = projection.holds("groups")
                ? groups.groupsOf(tenant, ids)
                : Uni.createFrom().item(List.of());
        return memberships.map(all -> {
            Map<UUID, List<Membership>> byUser = all.stream().collect(Collectors.groupingBy(Membership::userId));
            return found.stream()
                    .map(user -> resource(user, byUser.getOrDefault(user.id(), List.of()), projection))
                    .toList();
        });
    }

    private ScimResource resource(ScimUser user, List<Membership> memberships, Projection projection) {
        ObjectNode attributes = attributes(user);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ScimResource.schemas(body, ScimType.USER);
        body.put("id", user.id().toString());
        body.setAll(attributes);
        if (!memberships.isEmpty()) {
            ArrayNode array = body.putArray("groups");
            memberships.forEach(membership -> array.addObject()
                    .put("value", membership.groupId().toString())
                    .put("$ref", ScimType.GROUP.location(membership.groupId().toString()))
                    .put("display", membership.label())
                    .put("type", "direct"));
        }
        user.principalId()
                .ifPresent(principalId -> body.putObject(ScimSchema.MEMBERSHIP.id())
                        .put("principalId", principalId.toString())
                        .put("linkedAt", String.valueOf(user.linkedAt())));
        ArrayNode schemas = (ArrayNode) body.get("schemas");
        ScimType.USER.extensions().stream()
                .map(ScimSchema::id)
                .filter(body::has)
                .forEach(schemas::add);
        ScimResource resource = ScimResource.of(
                ScimType.USER, user.id().toString(), body, user.version(), user.createdAt(), user.changedAt());
        projection.applyTo(ScimType.USER, body);
        return resource;
    }

    private ObjectNode attributes(ScimUser user) {
        try {
            return (ObjectNode) json.readTree(user.attributes());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the attributes of user " + user.id() + " cannot be read", e);
        }
    }

    /**
     * The names of the changed attributes, and userName, externalId and active before and after. The other values are
     * personal data and stay out of the audit trail.
     */
    private Map<String, @Nullable Object> details(@Nullable ObjectNode before, @Nullable ScimUser after) {
        ObjectNode now = after == null ? null : attributes(after);
        TreeSet<String> changed = new TreeSet<>();
        for (ObjectNode side : new ObjectNode[] {before, now}) {
            if (side != null) {
                side.fieldNames().forEachRemaining(changed::add);
            }
        }
        changed.removeIf(
                name -> Objects.equals(before == null ? null : before.get(name), now == null ? null : now.get(name)));
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("changed", List.copyOf(changed));
        details.put("before", telling(before));
        details.put("after", telling(now));
        return details;
    }

    private static @Nullable Map<String, String> telling(@Nullable ObjectNode resource) {
        if (resource == null) {
            return null;
        }
        Map<String, String> telling = new LinkedHashMap<>();
        for (String name : List.of("userName", "externalId", "active")) {
            if (resource.has(name)) {
                telling.put(name, resource.path(name).asText());
            }
        }
        return telling;
    }
}
