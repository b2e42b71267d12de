package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class StatementPipelineTest {

    private static final int MORE_THAN_THE_POOL_HAS = 30;

    @Inject
    WorkerTransactions transactions;

    private StatementPipeline pipeline;

    @BeforeEach
    void freshPipeline() {
        pipeline = transactions.pipeline();
    }

    private record Answer(int connection, long transaction, long begun, long ended) {}

    /** A statement that tells where and when it ran; the begin is that of its transaction. */
    private Uni<Answer> statement(double seconds) {
        return pipeline.run(connection -> connection
                .query("""
                        select pg_backend_pid(), pg_current_xact_id()::text::bigint, (extract(epoch
                            from now()) * 1e6)::bigint,
                               (extract(epoch from e.ended) * 1e6)::bigint
                          from (select pg_sleep(%s)) s
                          cross join lateral (select clock_timestamp() as ended
                              where s is not null) e""".formatted(seconds))
                .execute()
                .map(rows -> rows.iterator().next())
                .map(StatementPipelineTest::answer));
    }

    private static Answer answer(Row row) {
        return new Answer(row.getInteger(0), row.getLong(1), row.getLong(2), row.getLong(3));
    }

    private Uni<Answer> failure(String failing) {
        return pipeline.run(connection -> connection.query(failing).execute().map(rows -> new Answer(0, 0, 0, 0)));
    }

    @Test
    void statementsUnderWayShareAConnectionAndFollowOneAnotherEachInATransaction() {
        List<Answer> answers = Await.result(() ->
                Uni.join().all(statement(0.2), statement(0.0), statement(0.0)).andFailFast());

        assertThat(answers)
                .extracting(Answer::connection)
                .containsOnly(answers.getFirst().connection());
        assertThat(answers)
                .extracting(Answer::transaction)
                .doesNotHaveDuplicates()
                .isSorted();
        assertThat(answers.get(1).begun()).isGreaterThanOrEqualTo(answers.get(0).ended());
        assertThat(answers.get(2).begun()).isGreaterThanOrEqualTo(answers.get(1).ended());
    }

    @Test
    void aStatementThatFailsLeavesTheOthersAlone() {
        List<String> outcomes = Await.result(() -> Uni.join()
                .all(
                        statement(0.1).map(done -> "done"),
                        failure("select 1 / (select 0)")
                                .map(done -> "done")
                                .onFailure()
                                .recoverWithItem("failed"),
                        statement(0.0).map(done -> "done"))
                .andFailFast());

        assertThat(outcomes).containsExactly("done", "failed", "done");
    }

    @Test
    void whatComesAfterAFailureDoesNotWaitForWhatIsStillUnderWay() {
        List<Answer> answers = Await.result(() -> Uni.join()
                .all(
                        failure("select 1 / (select 0)").onFailure().recoverWithUni(failed -> statement(0.0)),
                        statement(0.5))
                .andFailFast());

        assertThat(answers.get(0).connection()).isNotEqualTo(answers.get(1).connection());
        assertThat(answers.get(0).ended()).isLessThan(answers.get(1).ended());
    }

    @Test
    void aConnectionThatIsLostTakesOnlyWhatWasUnderWayWithIt() {
        List<String> outcomes = Await.result(() -> Uni.join()
                .all(
                        failure("select pg_terminate_backend(pg_backend_pid())")
                                .map(done -> "done")
                                .onFailure()
                                .recoverWithItem("lost"),
                        statement(0.0).map(done -> "done").onFailure().recoverWithItem("lost"))
                .andFailFast());

        assertThat(outcomes).containsExactly("lost", "lost");
        assertThat(Await.result(() -> statement(0.0)).connection()).isPositive();
    }

    @Test
    void connectionsAreGivenBackHoweverStatementsEnd() {
        for (int i = 0; i < MORE_THAN_THE_POOL_HAS; i++) {
            StatementPipeline another = transactions.pipeline();
            assertThatThrownBy(() -> Await.result(() -> another.run(connection ->
                            connection.query("select 1 / (select 0)").execute())))
                    .hasMessageContaining("division by zero");
        }
        for (int i = 0; i < MORE_THAN_THE_POOL_HAS; i++) {
            pipeline = transactions.pipeline();
            assertThat(Await.result(() -> statement(0.0)).connection()).isPositive();
        }
    }
}
