package io.enterprisemode.teams.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Public;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Updates name and e-mail of people from their latest token, in every organization that knows them; writes only when
 * they differ. A claim that the token lacks stays as stored, since many providers leave names out of some tokens. A
 * principal that was stored as a service account because of such a token, and is a person by a later token, becomes a
 * person in the organizations that know it.
 */
@ApplicationScoped
public class PrincipalRefresh {

    private static final Logger LOG = Logger.getLogger(PrincipalRefresh.class);
    private static final int AFTER_ACCESS = Priorities.AUTHENTICATION + 100;
    private static final String REFRESH = """
            update principal set name = coalesce($2, name), email = coalesce($3, email), refreshed_at = $4
             where id = $1 and kind = 'USER'
               and (name is distinct from coalesce($2, name) or email is distinct from coalesce($3, email))""";

    private static final int MOST_RECOGNIZED_AT_ONCE = 20;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final String TAKEN_FOR_A_PROGRAM = """
            select org_id from principal
             where id = $1 and kind = 'SERVICE_ACCOUNT' and not pending order by org_id limit $2""";

    private final WorkerTransactions transactions;
    private final TenantTransactions tenants;
    private final Nodes nodes;
    private final Memberships memberships;
    private final CurrentRequest current;
    private final Clock clock;
    private final Cache<UUID, Seen> seen = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    PrincipalRefresh(
            WorkerTransactions transactions,
            TenantTransactions tenants,
            Nodes nodes,
            Memberships memberships,
            CurrentRequest current,
            Clock clock) {
        this.transactions = transactions;
        this.tenants = tenants;
        this.nodes = nodes;
        this.memberships = memberships;
        this.current = current;
        this.clock = clock;
    }

    /** Runs after the access filter has found out who calls; its failure is no reason to refuse the request. */
    @ServerRequestFilter(priority = AFTER_ACCESS, nonBlocking = true)
    public Uni<Response> refresh(ResourceInfo resource) {
        if (resource.getResourceMethod().isAnnotationPresent(Public.class)) {
            return Uni.createFrom().nullItem();
        }
        Caller caller = current.caller();
        Seen now = new Seen(caller.name(), caller.email());
        if (caller.kind() != Caller.Kind.USER || now.equals(seen.getIfPresent(caller.principalId()))) {
            return Uni.createFrom().nullItem();
        }
        Origin origin = current.origin();
        return store(caller)
                .chain(found -> recognize(origin, found))
                .invoke(() -> seen.put(caller.principalId(), now))
                .onFailure()
                .invoke(e -> LOG.warnf("name and e-mail of %s are not refreshed: %s", caller.principalId(), e))
                .onFailure()
                .recoverWithNull()
                .replaceWith(Uni.createFrom().nullItem());
    }

    /** Answers the organizations that take the caller for a service account. */
    private Uni<List<UUID>> store(Caller caller) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(REFRESH)
                .execute(Tuple.from(Arrays.asList(
                        caller.principalId(),
                        caller.name(),
                        EmailAddress.kept(caller.email()),
                        DatabaseTime.now(clock).atOffset(ZoneOffset.UTC))))
                .chain(() -> connection
                        .preparedQuery(TAKEN_FOR_A_PROGRAM)
                        .execute(Tuple.of(caller.principalId(), MOST_RECOGNIZED_AT_ONCE)))
                .map(rows -> {
                    List<UUID> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(row.getUUID("org_id")));
                    return found;
                }));
    }

    private Uni<Void> recognize(Origin origin, List<UUID> organizations) {
        Identity person = Identity.of(origin.caller());
        return SequentialSteps.independently(
                        organizations,
                        organizationId -> tenants.inOrganization(
                                organizationId,
                                tenant -> nodes.lockWithin(tenant, LONGEST_WAIT)
                                        .chain(() -> memberships.recognize(tenant, origin, person))),
                        (organizationId, failure) -> LOG.infof(
                                "organization %s: %s is not recognized as a person: %s",
                                organizationId, person.principalId(), failure.getMessage()))
                .replaceWithVoid();
    }

    private record Seen(@Nullable String name, @Nullable String email) {}
}
