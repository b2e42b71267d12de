package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Statements that share a connection as long as one of them is pending. A statement is sent while the database still
 * executes the previous one, so that there is no round trip between them. Each statement is its own transaction,
 * independent of the others. After a failure, the pending statements end on their connection and the next statement
 * uses another connection.
 */
public final class StatementPipeline {

    /** A connection and how many statements it has to answer. */
    private static final class Shared {

        private final Uni<SqlConnection> connection;
        private int users;

        private Shared(Uni<SqlConnection> connection) {
            this.connection = connection.memoize().indefinitely();
        }
    }

    private final Pool pool;
    private final ReadOnlyConnections readOnly;
    private final StalePlans stalePlans;
    private @Nullable Shared current;

    StatementPipeline(Pool pool) {
        this.pool = pool;
        this.readOnly = new ReadOnlyConnections(pool);
        this.stalePlans = new StalePlans(pool);
    }

    /**
     * Runs one statement behind those that are under way.
     *
     * @param statement may send several statements; statements of other callers may come between them. It is called
     *     again when its plan is stale
     */
    public <T> Uni<T> run(Function<SqlConnection, Uni<T>> statement) {
        return stalePlans.preparedAgain(Uni.createFrom().deferred(() -> {
            Shared shared = join();
            return shared.connection
                    .chain(statement::apply)
                    .onFailure()
                    .invoke(() -> retire(shared))
                    .onTermination()
                    .call(() -> leave(shared))
                    .onFailure(ReadOnlyConnections::isReason)
                    .call(readOnly::endOne);
        }));
    }

    private synchronized Shared join() {
        Shared shared = current;
        if (shared == null) {
            shared = new Shared(pool.getConnection());
            current = shared;
        }
        shared.users++;
        return shared;
    }

    private synchronized void retire(Shared shared) {
        if (current == shared) {
            current = null;
        }
    }

    private Uni<Void> leave(Shared shared) {
        synchronized (this) {
            shared.users--;
            if (shared.users > 0) {
                return Uni.createFrom().voidItem();
            }
            retire(shared);
        }
        // Where there is no connection, or no more, there is nothing to give back.
        return shared.connection.chain(SqlConnection::close).onFailure().recoverWithNull();
    }
}
