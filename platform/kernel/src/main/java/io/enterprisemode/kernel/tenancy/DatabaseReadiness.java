package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether both roles can query the database. It replaces the check of the framework, which uses {@code Pool.query}:
 * while PostgreSQL is unavailable, each call leaves a timer in the client (vertx-sql-client issue 1706), which logs
 * "Result is already complete" half a minute later.
 */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {

    private static final String NAME = "database";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Pool app;
    private final Pool worker;

    DatabaseReadiness(Pool app, @ReactiveDataSource("worker") Pool worker) {
        this.app = app;
        this.worker = worker;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.join()
                .all(answer(app), answer(worker))
                .andFailFast()
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .map(answered -> HealthCheckResponse.up(NAME))
                .onFailure()
                .recoverWithItem(() -> HealthCheckResponse.down(NAME));
    }

    private static Uni<Void> answer(Pool pool) {
        return pool.withConnection(connection -> connection.query("select 1").execute())
                .replaceWithVoid();
    }
}
