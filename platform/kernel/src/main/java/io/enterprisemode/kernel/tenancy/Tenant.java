package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.ReactiveConnection;

/**
 * An open transaction bound to one organization. Only {@link TenantTransactions} makes one; it must not outlive the
 * work it was given to. Steps inside run one after another on the event loop.
 *
 * @param organizationId the organization that row level security lets through; name it in every query too
 * @param session the session of the transaction
 * @param atEnd what is written before the commit
 */
public record Tenant(UUID organizationId, Mutiny.Session session, AtEnd atEnd) implements Statements {

    /**
     * Runs SQL on the connection of the transaction, past the session: it does not see what the session has yet to
     * flush, and costs a third of a native query of the session, which looks for such changes and builds a plan.
     *
     * @param sql with parameters {@code $1}, {@code $2}, ...
     * @param parameters as the driver takes them, so times as {@link java.time.OffsetDateTime}
     * @return the rows, with columns as the driver gives them
     */
    @Override
    public Uni<List<Object[]>> rows(String sql, Object... parameters) {
        return Uni.createFrom()
                .completionStage(() -> connection().select(sql, parameters))
                .map(result -> {
                    List<Object[]> rows = new ArrayList<>(result.size());
                    result.forEachRemaining(rows::add);
                    return rows;
                });
    }

    /** The same for a statement without rows; answers how many it has changed. */
    public Uni<Integer> execute(String sql, Object... parameters) {
        return Uni.createFrom().completionStage(() -> connection().update(sql, parameters));
    }

    private ReactiveConnection connection() {
        return ((MutinySessionImpl) session).getReactiveConnection();
    }
}
