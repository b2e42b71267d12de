package io.enterprisemode.teams.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.teams.model.ModelRun.Compared;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Seeded random operations against the service and against a slow, obvious model: founding, teams, workspaces, moves,
 * roles, removals, checks and listings, over HTTP and PostgreSQL. No answer may differ. Several organizations run side
 * by side, each with a seed of its own.
 *
 * <p>{@code -Dmodel.seed=} repeats a run, {@code -Dmodel.operations=} (of each organization) makes a longer one.
 */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class AccessModelTest {

    private static final Logger LOG = Logger.getLogger(AccessModelTest.class);
    private static final int ORGANIZATIONS = 4;
    private static final int OPERATIONS = 2_900;
    private static final int STEPS = 20_000;

    @Test
    void theServiceAnswersAsTheObviousModelDoes() throws Exception {
        long seed = Long.getLong("model.seed", System.nanoTime());
        int operations = Integer.getInteger("model.operations", OPERATIONS);
        URI service = URI.create("http://localhost:" + RestAssured.port);
        LOG.infof("repeat this run with -Dmodel.seed=%d", seed);

        Compared all = new Compared(0, 0, 0, 0);
        try (ExecutorService executor = Executors.newFixedThreadPool(ORGANIZATIONS)) {
            List<Future<Compared>> runs = new ArrayList<>();
            for (int number = 0; number < ORGANIZATIONS; number++) {
                long own = seed + number;
                runs.add(executor.submit(() -> new ModelRun(own, service).run(operations)));
            }
            for (Future<Compared> run : runs) {
                all = all.plus(get(run, seed));
            }
        }

        LOG.infof("model: %s, %d steps, no difference", all, all.steps());
        assertThat(all.steps()).isGreaterThanOrEqualTo(operations == OPERATIONS ? STEPS : 0);
        assertThat(all.changes()).isPositive();
    }

    private static Compared get(Future<Compared> run, long seed) throws InterruptedException {
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw new AssertionError(
                    "with -Dmodel.seed=" + seed + ": " + e.getCause().getMessage(), e.getCause());
        }
    }
}
