package io.enterprisemode.teams.allowance;

import io.enterprisemode.kernel.tenancy.SubjectLock;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * How many organizations one person may found. The count is over all organizations, so it is read with the worker role.
 * A lock per person, held by the founding transaction, makes it exact across replicas.
 */
@ApplicationScoped
public class FoundingAllowance {

    private static final String FOUNDED = """
            select count(*) as done, min(happened_at) as oldest
              from organization_founding where principal_id = $1 and happened_at > $2""";
    private static final String FOUND =
            "insert into organization_founding (org_id, principal_id, happened_at) values (?1, ?2, ?3)";

    private final WorkerTransactions workers;
    private final Allowance organizations;

    FoundingAllowance(WorkerTransactions workers, AllowanceConfiguration configuration) {
        this.workers = workers;
        this.organizations =
                new Allowance("organizations", configuration.organizationsQuota(), configuration.organizationsWindow());
    }

    /**
     * Takes the organization that is being founded from the allowance of its founder.
     *
     * @throws ProblemException too-many-requests
     */
    public Uni<Void> take(Tenant tenant, UUID founder, Instant now) {
        if (!organizations.isLimited()) {
            return Uni.createFrom().voidItem();
        }
        return SubjectLock.FOUNDER
                .take(tenant, founder.toString())
                .chain(() -> requireRoom(founder, now))
                .chain(() -> tenant.session()
                        .createNativeQuery(FOUND)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, founder)
                        .setParameter(3, now)
                        .executeUpdate())
                .replaceWithVoid();
    }

    private Uni<Void> requireRoom(UUID founder, Instant now) {
        return workers.withConnection(connection -> connection
                        .preparedQuery(FOUNDED)
                        .execute(Tuple.of(founder, organizations.since(now).atOffset(ZoneOffset.UTC))))
                .invoke(rows -> {
                    Row row = rows.iterator().next();
                    OffsetDateTime oldest = row.getOffsetDateTime("oldest");
                    organizations
                            .refusal(row.getLong("done"), oldest == null ? null : oldest.toInstant(), now)
                            .ifPresent(limit -> {
                                throw ProblemException.tooManyRequests(
                                        "One person may found " + limit.quota() + " organizations in " + limit.window()
                                                + ".",
                                        limit);
                            });
                })
                .replaceWithVoid();
    }
}
