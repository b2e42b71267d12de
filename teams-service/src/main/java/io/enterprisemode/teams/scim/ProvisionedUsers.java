package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.domain.JustInTimeMembership;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.scim.ProvisionedUser.Match;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Links provisioned users to persons when they sign in: the verified address of the person is the user's name or one of
 * its addresses. An address counts only in an organization that has verified its domain, or where the person is a
 * member already. So nobody becomes a member of an unrelated organization.
 */
@ApplicationScoped
public class ProvisionedUsers {

    private static final Logger LOG = Logger.getLogger(ProvisionedUsers.class);

    /** Organizations of one person that are looked through at most, and users that are linked at once. */
    private static final int MOST_ORGANIZATIONS = 1_000;

    private static final int MOST_LINKED_AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /**
     * Starts with the trusted organizations: the one that has verified the address's domain, and those in which the
     * person holds a role. By address, users of other organizations are not read.
     */
    private static final String FIND = """
            with vouching as (
                select org_id from (
                    select org_id, 0 as place from organization_domain where domain = $3 and verified_at is not null
                     union all
                    select org_id, 1 from role_assignment where principal_id = $4) v
                 group by org_id order by min(place), org_id limit $5)
            select v.org_id, found.*
              from vouching v cross join lateral (
                (select id, active, principal_id is not null as linked, 'USER_NAME' as match
                   from scim_user
                  where org_id = v.org_id and user_name_folded = folded($1)
                  limit 10)
                 union all
                (select u.id, u.active, u.principal_id is not null, 'EMAIL'
                   from scim_user_email e join scim_user u on u.org_id = e.org_id and u.id = e.user_id
                  where e.org_id = v.org_id and e.address_folded = folded($1)
                  order by u.active desc, (u.principal_id is not null), u.id
                  limit 10)) found
             union all
            (select org_id, id, active, principal_id is not null, 'EXTERNAL_ID'
               from scim_user where external_id = $2
              order by org_id limit $5)""";

    private final WorkerTransactions workers;
    private final TenantTransactions transactions;
    private final Nodes nodes;
    private final ScimUserRepository users;
    private final Memberships memberships;
    private final JustInTimeMembership domains;
    private final ProvisionedAccess access;
    private final ScimJournal journal;
    private final ObjectMapper json;
    private final Clock clock;
    private final Optional<String> externalIdIssuer;

    ProvisionedUsers(
            WorkerTransactions workers,
            TenantTransactions transactions,
            Nodes nodes,
            ScimUserRepository users,
            Memberships memberships,
            JustInTimeMembership domains,
            ProvisionedAccess access,
            ScimJournal journal,
            ObjectMapper json,
            Clock clock,
            ProvisioningConfiguration configuration) {
        this.workers = workers;
        this.transactions = transactions;
        this.nodes = nodes;
        this.users = users;
        this.memberships = memberships;
        this.domains = domains;
        this.access = access;
        this.journal = journal;
        this.json = json;
        this.clock = clock;
        this.externalIdIssuer = configuration.externalIdIssuer();
    }

    /**
     * The users that may be the caller, by address in trusted organizations or by external id; the most reliable match
     * first.
     *
     * @param email verified, as the token says; empty: none
     */
    public Uni<List<ProvisionedUser>> matching(Caller caller, Optional<EmailAddress> email) {
        String address = email.map(EmailAddress::key).orElse(null);
        String externalId = externalIdIssuer.filter(caller.issuer()::equals).isPresent() ? caller.subject() : null;
        if (address == null && externalId == null) {
            return Uni.createFrom().item(List.of());
        }
        return workers.withConnection(connection -> connection
                .preparedQuery(FIND)
                .execute(Tuple.from(Arrays.asList(
                        address,
                        externalId,
                        email.map(EmailAddress::domain).orElse(null),
                        caller.principalId(),
                        MOST_ORGANIZATIONS)))
                .map(rows -> {
                    List<ProvisionedUser> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(new ProvisionedUser(
                            row.getUUID("org_id"),
                            row.getUUID("id"),
                            row.getBoolean("active"),
                            row.getBoolean("linked"),
                            Match.valueOf(row.getString("match")))));
                    found.sort(Comparator.comparing(ProvisionedUser::match).thenComparing(ProvisionedUser::id));
                    return found;
                }));
    }

    /**
     * Whether the organization's identity provider has switched the caller off.
     *
     * @param email verified, as the token says
     */
    public Uni<Boolean> isSwitchedOff(Tenant tenant, Caller caller, EmailAddress email) {
        return users.at(tenant, email, false)
                .chain(inactive -> inactive.isEmpty()
                                && externalIdIssuer
                                        .filter(caller.issuer()::equals)
                                        .isPresent()
                        ? users.countInactive(tenant, caller.subject()).map(count -> count > 0)
                        : Uni.createFrom().item(!inactive.isEmpty()));
    }

    /**
     * Links the found users to the caller, where that is allowed. The caller gets the roles of active users, and loses
     * its roles where the user is deactivated. When one organization has both, the active user counts. A failure or
     * timeout in one organization does not affect the others, and is tried again at the caller's next request.
     *
     * @return whether one may have been linked now
     */
    public Uni<Boolean> link(Origin origin, Optional<EmailAddress> email, Collection<ProvisionedUser> found) {
        List<ProvisionedUser> unlinked =
                found.stream().filter(user -> !user.linked()).toList();
        Set<UUID> withActive = unlinked.stream()
                .filter(ProvisionedUser::active)
                .map(ProvisionedUser::organizationId)
                .collect(Collectors.toUnmodifiableSet());
        List<ProvisionedUser> open = unlinked.stream()
                .filter(user -> user.active() || !withActive.contains(user.organizationId()))
                .sorted(Comparator.comparing(user -> !user.active()))
                .limit(MOST_LINKED_AT_ONCE)
                .toList();
        return SequentialSteps.independently(
                open,
                user -> transactions.inOrganization(
                        user.organizationId(),
                        tenant ->
                                nodes.lockWithin(tenant, LONGEST_WAIT).chain(() -> link(tenant, origin, email, user))),
                (user, failure) -> LOG.infof(
                        "organization %s: %s is not linked to a provisioned user: %s",
                        user.organizationId(), origin.caller().principalId(), failure.getMessage()));
    }

    private Uni<Void> link(Tenant tenant, Origin origin, Optional<EmailAddress> email, ProvisionedUser found) {
        UUID principalId = origin.caller().principalId();
        return users.ofPrincipal(tenant, principalId)
                .chain(other -> other != null
                        ? Uni.createFrom().voidItem()
                        : users.of(tenant, found.id())
                                .chain(user -> isStillOpen(user, found, email, origin.caller())
                                        ? vouched(tenant, principalId, email, found)
                                                .chain(vouched -> vouched
                                                        ? link(tenant, origin, user)
                                                        : Uni.createFrom().voidItem())
                                        : Uni.createFrom().voidItem()));
    }

    private boolean isStillOpen(
            @Nullable ScimUser user, ProvisionedUser found, Optional<EmailAddress> email, Caller caller) {
        if (user == null
                || user.isActive() != found.active()
                || user.principalId().isPresent()) {
            return false;
        }
        return switch (found.match()) {
            case EXTERNAL_ID -> caller.subject().equals(user.externalId());
            case USER_NAME ->
                email.filter(address -> EmailAddress.parse(user.userName())
                                .filter(address::sameMailbox)
                                .isPresent())
                        .isPresent();
            case EMAIL -> email.isPresent() && hasAddress(user, email.get());
        };
    }

    private boolean hasAddress(ScimUser user, EmailAddress email) {
        try {
            for (JsonNode each : json.readTree(user.attributes()).path("emails")) {
                if (ComparisonForm.address(each.path("value").asText()).equals(email.key())) {
                    return true;
                }
            }
            return false;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the attributes of user " + user.id() + " cannot be read", e);
        }
    }

    private Uni<Boolean> vouched(Tenant tenant, UUID principalId, Optional<EmailAddress> email, ProvisionedUser found) {
        return switch (found.match()) {
            case EXTERNAL_ID -> Uni.createFrom().item(true);
            case USER_NAME, EMAIL ->
                memberships
                        .member(tenant, principalId)
                        .chain(member -> member.filter(known -> known.kind() == PrincipalKind.USER)
                                        .isPresent()
                                ? Uni.createFrom().item(true)
                                : email.map(address -> domains.isVerified(tenant, address))
                                        .orElseGet(() -> Uni.createFrom().item(false)));
        };
    }

    private Uni<Void> link(Tenant tenant, Origin origin, @Nullable ScimUser user) {
        if (user == null) {
            return Uni.createFrom().voidItem();
        }
        Identity identity = Identity.of(origin.caller());
        Map<String, @Nullable Object> details =
                Map.of("principalId", identity.principalId(), "active", user.isActive());
        return memberships
                .remember(tenant, origin, identity)
                .invoke(() -> user.link(identity.principalId(), DatabaseTime.now(clock)))
                .chain(() -> journal.user(tenant, origin, "linked", user, details))
                .chain(() -> user.isActive()
                        ? access.give(tenant, origin, identity.principalId(), user.id())
                        : access.takeFromArriving(tenant, origin, identity.principalId()));
    }
}
