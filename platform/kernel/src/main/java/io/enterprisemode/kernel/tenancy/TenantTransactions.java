package io.enterprisemode.kernel.tenancy;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The only door to the database for requests. It begins a transaction, clears the session (a session that served
 * another organization would serve its entities again), binds the organization for row level security with a
 * transaction-local setting, runs the work and commits. A nested call for the same organization joins; for another one
 * it is refused.
 */
@ApplicationScoped
public class TenantTransactions {

    private static final String BOUND = TenantTransactions.class.getName() + ".organization";

    private final ReadOnlyConnections readOnly;
    private final StalePlans stalePlans;

    TenantTransactions(Pool pool) {
        this.readOnly = new ReadOnlyConnections(pool);
        this.stalePlans = new StalePlans(pool);
    }

    /**
     * Runs the work in one transaction of the organization; must be called on a Vert.x duplicated context (requests
     * are). Once begun it is brought to its end, also when the client goes away meanwhile: cancelling would close the
     * session under the statement that is being answered.
     *
     * @param organizationId from the verified credential or an event, never from a body
     * @param work must only use the tenant it is given, step by step, without changing threads; it is done anew, after
     *     a rollback, where a table was changed under its prepared statements
     */
    public <T> Uni<T> inOrganization(UUID organizationId, Function<Tenant, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Optional<UUID> bound = ContextLocals.get(BOUND);
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
                .chain(session -> bind(session, organizationId))
                .chain(session -> work.apply(new Tenant(organizationId, session))
                        .call(session::flush)
                        .eventually(() -> ContextLocals.remove(BOUND))));
    }

    private static <T> Uni<T> joined(UUID bound, UUID asked, Function<Tenant, Uni<T>> work) {
        if (!bound.equals(asked)) {
            return Uni.createFrom()
                    .failure(
                            new IllegalStateException("a transaction of another organization is open on this context"));
        }
        return Panache.getSession().chain(session -> work.apply(new Tenant(asked, session)));
    }

    private static Uni<Mutiny.Session> bind(Mutiny.Session session, UUID organizationId) {
        session.clear();
        return session.createNativeQuery("select set_config('app.org_id', ?1, true)", String.class)
                .setParameter(1, organizationId.toString())
                .getSingleResult()
                .invoke(() -> ContextLocals.put(BOUND, organizationId))
                .replaceWith(session);
    }
}
