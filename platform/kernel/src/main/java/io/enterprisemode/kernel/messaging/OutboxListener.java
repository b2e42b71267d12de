package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.Deadlines;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Listens to PostgreSQL's NOTIFY for new outbox rows, on its own connection that reconnects automatically. Since the
 * connection may be silent for long, it is checked regularly by a query; a connection that does not answer is closed.
 */
@ApplicationScoped
class OutboxListener {

    private static final Logger LOG = Logger.getLogger(OutboxListener.class);
    private static final long RECONNECT_MILLIS = 1_000;

    private final Vertx vertx;
    private final PgSubscriber subscriber;
    private final long askMillis;
    private volatile @Nullable Long asking;

    OutboxListener(
            Vertx vertx,
            Deadlines deadlines,
            @ConfigProperty(name = "quarkus.datasource.worker.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.worker.username") String user,
            @ConfigProperty(name = "quarkus.datasource.worker.password") String password) {
        PgConnectOptions options = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
                .setUser(user)
                .setPassword(password);
        this.vertx = vertx;
        this.askMillis = deadlines.connect().toMillis();
        options.setConnectTimeout(Math.toIntExact(askMillis)).setTcpKeepAlive(true);
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setReadIdleTimeout(Math.toIntExact(2 * askMillis));
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
        asking = vertx.setPeriodic(askMillis, timer -> ask());
    }

    private void ask() {
        PgConnection open = subscriber.actualConnection();
        if (open != null) {
            open.query("select 1").execute().onFailure(e -> LOG.debugf(e, "the LISTEN connection is lost"));
        }
    }

    void close() {
        Long timer = asking;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        subscriber.close().onFailure(e -> LOG.debugf(e, "closing the LISTEN connection"));
    }
}
