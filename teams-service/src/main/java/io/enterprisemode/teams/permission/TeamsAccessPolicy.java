package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.access.ApiKeyRows;
import io.enterprisemode.kernel.access.ApiKeyUses;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.teams.member.NamedOrganizationIntake;
import io.enterprisemode.web.access.AccessPolicy;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides by this service's own tables, one indexed query per question and nothing kept in between: a removal counts at
 * once.
 */
@ApplicationScoped
public class TeamsAccessPolicy implements AccessPolicy {

    /**
     * Goes from organization to organization, not over every role held in them, and leaves out those that others have
     * made the principal a member of. Of an organization that is to be deleted only its owners keep anything.
     */
    static final String ORGANIZATIONS = """
        with recursive candidate as (
            (select org_id from role_assignment where principal_id = $1 order by org_id limit 1)
             union all
            select following.org_id
              from candidate
             cross join lateral (
                   select org_id from role_assignment
                    where principal_id = $1 and org_id > candidate.org_id order by org_id limit 1) as following)
        select org_id from candidate
         where not (select pending from principal where org_id = candidate.org_id and id = $1)
           and (select state = 'ACTIVE' or exists (
                       select 1 from role_assignment
                        where org_id = candidate.org_id and principal_id = $1 and node_id = candidate.org_id
                            and role = 'OWNER')
                  from organization where org_id = candidate.org_id)
         limit $2\
        """;

    private static final String API_KEY = """
        select org_id, key_id, principal_id, secret_sha256, previous_secret_sha256, previous_valid_until, scopes,
               expires_at, revoked_at is not null as revoked
          from api_key
         where key_id = $1\
        """;
    private static final String ORGANIZATION = "select 1 from organization where org_id = $1 and state <> 'DELETED'";

    private final WorkerTransactions transactions;
    private final ApiKeyUses uses;
    private final NamedOrganizationIntake named;

    TeamsAccessPolicy(WorkerTransactions transactions, ApiKeyUses uses, NamedOrganizationIntake named) {
        this.transactions = transactions;
        this.uses = uses;
        this.named = named;
    }

    @Override
    public Uni<Grants> grants(UUID organizationId, UUID principalId) {
        return transactions.withConnection(
                connection -> ListingStatements.grants(connection, organizationId, principalId));
    }

    @Override
    public Uni<Void> named(Grants pending, boolean person) {
        return named(pending.organizationId(), pending.principalId(), person);
    }

    /** The same by ids. */
    Uni<Void> named(UUID organizationId, UUID principalId, boolean person) {
        if (person) {
            return named.named(organizationId, principalId, PrincipalKind.USER);
        }
        return named.named(organizationId, principalId, PrincipalKind.SERVICE_ACCOUNT)
                .onFailure(TeamsAccessPolicy::changesNoRole)
                .recoverWithNull();
    }

    /**
     * Whether a refusal leaves the roles of a program unchanged, for example while the organization is to be deleted.
     * It is false when roles were removed.
     */
    private static boolean changesNoRole(Throwable failure) {
        return failure instanceof ProblemException problem && !problem.type().equals(ProblemType.NOT_FOUND);
    }

    @Override
    public Uni<List<UUID>> organizationsOf(UUID principalId, int limit) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(ORGANIZATIONS)
                .execute(Tuple.of(principalId, limit))
                .map(rows -> {
                    List<UUID> ids = new ArrayList<>(rows.size());
                    rows.forEach(row -> ids.add(row.getUUID("org_id")));
                    return ids;
                }));
    }

    @Override
    public Uni<Optional<ApiKey>> apiKey(String keyId) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(API_KEY)
                .execute(Tuple.of(keyId))
                .map(rows -> {
                    for (Row row : rows) {
                        return Optional.of(ApiKeyRows.key(row));
                    }
                    return Optional.empty();
                }));
    }

    @Override
    public void used(ApiKey key, Instant at) {
        uses.note(key.organizationId(), key.keyId(), at);
    }

    @Override
    public Uni<Boolean> organizationExists(UUID organizationId) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(ORGANIZATION)
                .execute(Tuple.of(organizationId))
                .map(rows -> rows.size() > 0));
    }
}
