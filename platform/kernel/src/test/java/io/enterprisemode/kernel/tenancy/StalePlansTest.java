package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.database.DatabaseProxy;
import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A table is changed while prepared statements on it lie on every connection of the pools. */
@QuarkusTest
@WithSuite("sample")
class StalePlansTest {

    private static final int MORE_THAN_A_POOL_HAS = 30;
    private static final String READ = "select text from note limit 1";

    private final UUID organization = UUID.randomUUID();
    private final ServiceDatabase database = new ServiceDatabase("sample");

    @Inject
    TenantTransactions tenants;

    @Inject
    WorkerTransactions workers;

    @Inject
    Deadlines deadlines;

    @Inject
    Vertx vertx;

    @Inject
    @ReactiveDataSource("worker")
    Pool worker;

    @Test
    void aTransactionOfAnOrganizationIsBegunAnew() throws SQLException {
        survivesAChange(() -> tenants.inOrganization(
                organization,
                tenant -> tenant.session()
                        .createNativeQuery("select text from note where org_id = ?1", String.class)
                        .setParameter(1, organization)
                        .getResultList()));
    }

    @Test
    void aTransactionOfAWorkerIsBegunAnew() throws SQLException {
        survivesAChange(() -> workers.inTransaction(StalePlansTest::read));
        survivesAChange(() -> workers.inPipelinedTransaction(StalePlansTest::read));
    }

    @Test
    void aStatementOfAPipelineIsSentAnew() throws SQLException {
        StatementPipeline pipeline = workers.pipeline();

        survivesAChange(() -> pipeline.run(StalePlansTest::read));
    }

    /** The client knows a stale plan by its text in English only, so the statement stays with its connection. */
    @Test
    void inAnyLanguageOfTheServer() throws SQLException {
        try (DatabaseProxy german = german()) {
            Pool pool = WorkerDoors.pool(vertx, database, german.port());
            try {
                WorkerTransactions translated = WorkerDoors.of(pool, deadlines);
                survivesAChange(() -> translated.inTransaction(StalePlansTest::read));
                survivesAChange(() -> translated.inPipelinedTransaction(StalePlansTest::read));
                StatementPipeline pipeline = translated.pipeline();
                survivesAChange(() -> pipeline.run(StalePlansTest::read));
            } finally {
                pool.closeAndAwait();
            }
        }
    }

    /** Hibernate Reactive tells neither the function that refuses nor the client's exception. */
    @Test
    void inAnyLanguageOfTheServerThroughHibernate() throws SQLException {
        try (DatabaseProxy german = german()) {
            Pool pool = WorkerDoors.pool(vertx, database, german.port());
            try {
                StalePlans plans = new StalePlans(pool);
                survivesAChange(() -> plans.preparedAgain(pool.withTransaction(StalePlansTest::read)
                        .onFailure(PgException.class)
                        .transform(StalePlansTest::ofHibernate)));
            } finally {
                pool.closeAndAwait();
            }
        }
    }

    @Test
    void whatTheServerCannotDoIsNotTriedForLong() {
        AtomicInteger tries = new AtomicInteger();
        Uni<Object> asked = Uni.createFrom().failure(() -> {
            tries.incrementAndGet();
            return ofHibernate(new PgException("SELECT FOR UPDATE ist hier nicht erlaubt", "ERROR", "0A000", null));
        });

        assertThatThrownBy(() ->
                        new StalePlans(worker).preparedAgain(asked).await().indefinitely())
                .hasMessageContaining("0A000");

        assertThat(tries).hasValueLessThan(10);
    }

    private static RuntimeException ofHibernate(PgException failure) {
        return new IllegalStateException(new SQLException(failure.getMessage(), failure.getSqlState(), 0));
    }

    private DatabaseProxy german() {
        DatabaseProxy proxy = new DatabaseProxy(PostgresServer.port());
        proxy.translate("cached plan must not change result type", "gemerkter Plan: anderer Ergebnistyp");
        return proxy;
    }

    private static Uni<RowSet<Row>> read(SqlConnection connection) {
        return connection.preparedQuery(READ).execute();
    }

    private static void survivesAChange(Supplier<Uni<?>> transaction) throws SQLException {
        atOnce(transaction);
        try (Connection owner = new ServiceDatabase("sample").owner();
                Statement statement = owner.createStatement()) {
            statement.execute("alter table note alter column text type varchar(1000)");
            try {
                assertThat(atOnce(transaction)).hasSize(MORE_THAN_A_POOL_HAS);
            } finally {
                statement.execute("alter table note alter column text type text");
            }
        }
        assertThat(atOnce(transaction)).hasSize(MORE_THAN_A_POOL_HAS);
    }

    /** So many at once that every connection takes part. */
    private static List<?> atOnce(Supplier<Uni<?>> transaction) {
        return IntStream.range(0, MORE_THAN_A_POOL_HAS)
                .mapToObj(i -> java.util.concurrent.CompletableFuture.supplyAsync(() -> String.valueOf(
                        Await.<Object>result(() -> transaction.get().map(done -> (Object) done)))))
                .toList()
                .stream()
                .map(java.util.concurrent.CompletableFuture::join)
                .toList();
    }
}
