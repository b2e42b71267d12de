package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.access.AccessPolicy;
import io.enterprisemode.web.access.Grants;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Decides by this service's own tables, one indexed query per question and nothing kept in between: a removal counts at once. */
@ApplicationScoped
public class TeamsAccessPolicy implements AccessPolicy {

    /** Goes from organization to organization, not over every role held in them. */
    static final String ORGANIZATIONS = """
            with recursive organizations as (
                (select org_id, 1 as number from role_assignment where principal_id = $1 order by org_id limit 1)
                 union all
                select following.org_id, number + 1
                  from organizations
                 cross join lateral (
                       select org_id from role_assignment
                        where principal_id = $1 and org_id > organizations.org_id order by org_id limit 1) as following
                 where number < $2)
            select org_id from organizations""";

    private static final String API_KEY = """
            select org_id, key_id, principal_id, secret_sha256, scopes, expires_at, revoked_at is not null as revoked
              from api_key
             where key_id = $1""";
    private static final String ORGANIZATION = "select 1 from organization where org_id = $1";

    private final WorkerTransactions transactions;

    TeamsAccessPolicy(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<Grants> grants(UUID organizationId, UUID principalId) {
        return transactions.withConnection(
                connection -> ListingStatements.roles(connection, organizationId, principalId)
                        .map(roles -> new Grants(organizationId, principalId, roles)));
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
                        return Optional.of(apiKey(row));
                    }
                    return Optional.empty();
                }));
    }

    private static ApiKey apiKey(Row row) {
        Set<Permission> scopes = new HashSet<>();
        for (String code : row.getString("scopes").split(" ", -1)) {
            Permission.fromCode(code).ifPresent(scopes::add);
        }
        OffsetDateTime expiresAt = row.getOffsetDateTime("expires_at");
        return new ApiKey(
                row.getString("key_id"),
                row.getUUID("org_id"),
                row.getUUID("principal_id"),
                row.getString("secret_sha256"),
                scopes,
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getBoolean("revoked"));
    }

    @Override
    public Uni<Boolean> organizationExists(UUID organizationId) {
        return transactions.withConnection(connection -> connection
                .preparedQuery(ORGANIZATION)
                .execute(Tuple.of(organizationId))
                .map(rows -> rows.size() > 0));
    }
}
