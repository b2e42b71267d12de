package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
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

    @Inject
    TenantTransactions tenants;

    @Inject
    WorkerTransactions workers;

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
