package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.Deadlines;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Hears PostgreSQL's NOTIFY for new outbox rows, on a connection of its own that comes back by itself. */
@ApplicationScoped
class OutboxListener {

    private static final Logger LOG = Logger.getLogger(OutboxListener.class);
    private static final long RECONNECT_MILLIS = 1_000;

    private final PgSubscriber subscriber;

    OutboxListener(
            Vertx vertx,
            Deadlines deadlines,
            @ConfigProperty(name = "quarkus.datasource.worker.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.worker.username") String user,
            @ConfigProperty(name = "quarkus.datasource.worker.password") String password) {
        PgConnectOptions options = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
                .setUser(user)
                .setPassword(password);
        options.setConnectTimeout(Math.toIntExact(deadlines.connect().toMillis()))
                .setTcpKeepAlive(true);
        this.subscriber = PgSubscriber.subscriber(vertx, options).reconnectPolicy(retries -> RECONNECT_MILLIS);
    }

    /** Calls back for every notification and after every (re)connection, as notifications may have been missed. */
    void onNotification(Runnable wake) {
        subscriber
                .channel(Outbox.CHANNEL)
                .subscribeHandler(subscribed -> wake.run())
                .handler(payload -> wake.run());
        subscriber
                .connect()
                .onFailure(e -> LOG.warnf("no LISTEN connection yet (%s): the relay looks by itself", e.getMessage()));
    }

    void close() {
        subscriber.close().onFailure(e -> LOG.debugf(e, "closing the LISTEN connection"));
    }
}
