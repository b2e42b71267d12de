package io.enterprisemode.kernel.tenancy;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Runs the transactions of requests in one organization. It begins a transaction, clears the session (a session that
 * was used for another organization would return its entities), sets the organization for row level security with a
 * transaction-local setting, runs the work and commits. A nested call for the same organization joins the transaction;
 * a nested call for another one fails.
 */
@ApplicationScoped
public class TenantTransactions {

    private static final String BOUND = TenantTransactions.class.getName() + ".tenant";
    private static final String BIND = "select set_config('app.org_id', $1, true)";

    private final ReadOnlyConnections readOnly;
    private final StalePlans stalePlans;

    TenantTransactions(Pool pool) {
        this.readOnly = new ReadOnlyConnections(pool);
        this.stalePlans = new StalePlans(pool);
    }

    /**
     * Runs the work in one transaction of the organization; must be called on a Vert.x duplicated context (requests
     * are). A transaction that has begun is always completed, even when the client disconnects: cancelling would close
     * the session during a statement.
     *
     * @param organizationId from the verified credential or an event, never from a body
     * @param work must use only the given tenant, one step after another, on the same thread; it is called again, after
     *     a rollback, when a prepared statement has a stale plan
     */
    public <T> Uni<T> inOrganization(UUID organizationId, Function<Tenant, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Optional<Tenant> bound = ContextLocals.get(BOUND);
            if (bound.isPresent()) {
                return joined(bound.get(), organizationId, work);
            }
            return stalePlans
                    .preparedAgain(Uni.createFrom().deferred(() -> begun(organizationId, work)))
                    .onFailure(ReadOnlyConnections::isReason)
                    .call(readOnly::endOne)
                    .memoize()
                    .indefinitely();
        });
    }

    private static <T> Uni<T> begun(UUID organizationId, Function<Tenant, Uni<T>> work) {
        return Panache.withTransaction(() -> Panache.getSession()
                .chain(session -> bind(new Tenant(organizationId, session, new AtEnd())))
                .chain(tenant -> work.apply(tenant)
                        .call(() -> tenant.session().flush())
                        .call(() -> tenant.atEnd().writeAll(tenant))
                        .eventually(() -> ContextLocals.remove(BOUND))));
    }

    private static <T> Uni<T> joined(Tenant bound, UUID asked, Function<Tenant, Uni<T>> work) {
        if (!bound.organizationId().equals(asked)) {
            return Uni.createFrom()
                    .failure(
                            new IllegalStateException("a transaction of another organization is open on this context"));
        }
        return Uni.createFrom().deferred(() -> work.apply(bound));
    }

    private static Uni<Tenant> bind(Tenant tenant) {
        tenant.session().clear();
        return tenant.rows(BIND, tenant.organizationId().toString())
                .invoke(() -> ContextLocals.put(BOUND, tenant))
                .replaceWith(tenant);
    }
}
