package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How PostgreSQL goes about what the writers ask in each transaction. */
@QuarkusTest
@WithSuite("billing")
class WriterPlansTest {

    /**
     * A copy of {@code access_node} as a young installation has it: two pages, for which reading all of it seems cheap.
     */
    private static final List<String> NODES = List.of(
            "create table sample_node (like access_node including indexes)",
            """
            insert into sample_node (org_id, node_id, node_type, parent_id, name, deleted, closed, revision)
            select gen_random_uuid(), gen_random_uuid(), 'WORKSPACE', gen_random_uuid(), 'Workspace ' || n, false,
                false, 1
              from generate_series(1, 120) as n""",
            "analyze sample_node",
            "grant select on sample_node to " + ServiceDatabase.of("billing").role("worker"));

    private static final String ASKED = """
            explain select count(*)
              from unnest(array[gen_random_uuid()], array[gen_random_uuid()]) as i (org_id, id)
             cross join lateral (select 1 from sample_node a where a.org_id = i.org_id
                 and a.node_id = i.id offset 0) n""";

    @Inject
    WorkerTransactions transactions;

    @Test
    void aWorkspaceIsFoundByItsKeyInASmallTableToo() throws SQLException {
        try (Connection connection = ServiceDatabase.of("billing").superuser();
                Statement statement = connection.createStatement()) {
            try {
                for (String sql : NODES) {
                    statement.execute(sql);
                }
                assertThat(lines(ASKED))
                        .anyMatch(line -> line.contains("sample_node_pkey"))
                        .noneMatch(line -> line.contains("Seq Scan"));
            } finally {
                statement.execute("drop table if exists sample_node");
            }
        }
    }

    /** Also where the server is told nothing of its disk. */
    @Test
    void theCostsOfPagesComeWithTheConnection() {
        assertThat(lines("select source || ' ' || setting from pg_settings where name = 'random_page_cost'"))
                .containsExactly("client 1.1");
    }

    private List<String> lines(String sql) {
        return transactions
                .withConnection(worker -> worker.query(sql).execute().map(rows -> {
                    List<String> lines = new ArrayList<>();
                    rows.forEach(row -> lines.add(row.getString(0)));
                    return lines;
                }))
                .await()
                .atMost(Duration.ofSeconds(30));
    }
}
