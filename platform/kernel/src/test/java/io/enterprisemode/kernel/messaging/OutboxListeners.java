package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.Deadlines;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.vertx.core.Vertx;

/** Listeners of other replicas. */
public final class OutboxListeners {

    /** One that is open. */
    public interface Open extends AutoCloseable {

        @Override
        void close();
    }

    private OutboxListeners() {}

    /** One that calls back for every notification and every connection, until it is closed. */
    public static Open open(Vertx vertx, Deadlines deadlines, String url, ServiceDatabase database, Runnable wake) {
        OutboxListener listener = new OutboxListener(
                vertx,
                deadlines,
                url,
                database.role("worker"),
                database.configuration().get("enterprise.db.worker.password"));
        listener.onNotification(wake);
        return listener::close;
    }
}
