package io.enterprisemode.systemtests.bench;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs benchmarks against the running suite by name, prints their figures and writes them to {@code target/bench}. */
public final class Bench {

    private static final Duration SMOKE = Duration.ofSeconds(10);
    private static final Duration BRIEF = Duration.ofSeconds(3);
    private static final Duration MEDIUM = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Its clients tell what they do at great length; kept here, since a logger that nobody holds forgets its level. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    /** Part of others, or the same in small. */
    private static final Set<String> NOT_BY_ITSELF =
            Set.of("smoke", "usage-async", "neighbour-smoke", "invoices-smoke");

    private Bench() {}

    /**
     * Runs the named benchmarks, all when none is named, each figure once and in full size. The exit code is 0 for
     * success, 1 for a failure, 2 for a name that does not exist.
     */
    public static void main(String[] names) {
        KAFKA.setLevel(Level.WARNING);
        try {
            System.exit(run(List.of(names)));
        } catch (SuiteException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static Map<String, Benchmark> benchmarks() {
        Map<String, Benchmark> byName = new TreeMap<>();
        for (Benchmark benchmark : List.of(
                new UsageBenchmark("smoke", SMOKE),
                new Together("usage", List.of(new UsageBenchmark("usage", LONG), new QueuedUsageBenchmark(SMOKE))),
                new QueuedUsageBenchmark(SMOKE),
                new EntitlementBenchmark(LONG),
                new NeighbourBenchmark("neighbour", LONG),
                new NeighbourBenchmark("neighbour-smoke", BRIEF),
                new InvoiceBenchmark("invoices", 10_000, 100_000, MEDIUM),
                new InvoiceBenchmark("invoices-smoke", 100, 2_000, BRIEF),
                new PermissionsBenchmark(MEDIUM))) {
            byName.put(benchmark.name(), benchmark);
        }
        return byName;
    }

    private static int run(List<String> names) {
        Map<String, Benchmark> known = benchmarks();
        List<String> wanted = names.isEmpty()
                ? known.keySet().stream()
                        .filter(name -> !NOT_BY_ITSELF.contains(name))
                        .toList()
                : names;
        String[] unknown =
                wanted.stream().filter(name -> !known.containsKey(name)).toArray(String[]::new);
        if (unknown.length > 0) {
            System.err.println(
                    "There is no benchmark " + Arrays.toString(unknown) + ". Choose of " + known.keySet() + ".");
            return 2;
        }
        BenchSuite suite = BenchSuite.running();
        Path folder = suite.local().folders().project().resolve("target/bench");
        suite.out().println(settings(suite).line());
        known.forEach((name, benchmark) -> {
            if (wanted.contains(name)) {
                BenchReport report = new BenchReport(name, benchmark.run(suite));
                report.print(suite.out());
                suite.out().println("Written to " + report.write(folder));
            }
        });
        return 0;
    }

    private static PostgresSettings settings(BenchSuite suite) {
        try (Connection connection = suite.local().superuser(ServiceName.BILLING)) {
            return PostgresSettings.of(connection);
        } catch (SQLException e) {
            throw new SuiteException("PostgreSQL does not answer: " + e.getMessage(), "Start it with ./suite up", e);
        }
    }
}
