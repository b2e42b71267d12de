package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;

/** Ends connections of a pool whose state is of no use any more. */
final class EndedConnections {

    /** Until the client has heard that its connection is closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private EndedConnections() {}

    /**
     * Ends a free connection, most likely the one that was released last. It is not returned to the pool, so that no
     * caller gets it before the pool is notified that it is closed. Never fails.
     *
     * @param end a statement by which a connection ends itself, as any role may, or stays
     */
    static Uni<Void> endOne(Pool pool, String end) {
        return pool.getConnection()
                .chain(connection -> stays(connection, end)
                        .chain(stays ->
                                stays ? connection.close() : Uni.createFrom().voidItem()))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<Boolean> stays(SqlConnection connection, String end) {
        Uni<Boolean> stays = Uni.createFrom().emitter(emitter -> {
            connection.closeHandler(() -> emitter.complete(false));
            connection.query(end).execute().subscribe().with(stayed -> emitter.complete(true), ended -> {});
        });
        return stays.ifNoItem().after(PATIENCE).recoverWithItem(true);
    }
}
