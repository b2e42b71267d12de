package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class DatabaseReadinessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Pool app;

    @Inject
    @ReactiveDataSource("worker")
    Pool worker;

    @Inject
    Vertx vertx;

    private HealthCheckResponse.Status status(Pool one, Pool other) {
        return new DatabaseReadiness(one, other).call().await().atMost(PATIENCE).getStatus();
    }

    @Test
    void aServiceIsReadyWhenBothRolesAreAnswered() {
        assertThat(status(app, worker)).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void aServiceIsNotReadyWhenOneOfThemIsNot() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Pool nowhere = Pool.newInstance(PgBuilder.pool()
                .connectingTo(new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setDatabase("none")
                        .setUser("nobody")
                        .setPassword(""))
                .using(vertx)
                .build());

        assertThat(status(app, nowhere)).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(status(nowhere, worker)).isEqualTo(HealthCheckResponse.Status.DOWN);
        nowhere.close().await().atMost(PATIENCE);
    }
}
