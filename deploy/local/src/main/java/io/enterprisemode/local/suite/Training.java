package io.enterprisemode.local.suite;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.service.ServiceProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Records the AOT caches, once per build: starts everything on free ports with a folder of its own, sends a few
 * requests, and stops it again. A process that fails is reported and left out: the suite starts without caches too,
 * only more slowly.
 */
public final class Training {

    /** Recording takes one processor each, and the JVM that assembles the cache comes on top. */
    private static final int AT_ONCE = 2;

    private static final int TIMEOUT_MILLIS = 10_000;

    private final LocalSuite suite;
    private final Consumer<String> tell;

    private Training(LocalSuite suite, Consumer<String> tell) {
        this.suite = suite;
        this.tell = tell;
    }

    /**
     * Records what is missing.
     *
     * @param tell takes one line
     */
    public static void run(SuiteFolders folders, Consumer<String> tell) {
        tell.accept("Preparing fast starts, once per build ...");
        Instant begin = Instant.now();
        SuiteFolders own = new SuiteFolders(folders.project(), folders.state().resolve("training"));
        SuiteFolders.delete(own.state());
        LocalSuite suite = LocalSuite.forTraining(own);
        List<String> missing = new Training(suite, tell).record();
        if (missing.isEmpty()) {
            SuiteFolders.delete(own.state());
        } else {
            SuiteFolders.delete(own.data());
            tell.accept(
                    "  not prepared, starts more slowly: " + String.join(", ", missing) + " (see " + own.logs() + ")");
        }
        tell.accept("  done in " + Duration.between(begin, Instant.now()).toSeconds() + " s");
    }

    /** The names of the caches that are missing afterwards. */
    private List<String> record() {
        try {
            suite.startBackingServices();
            try (ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE)) {
                List<Future<?>> recordings = new ArrayList<>();
                Arrays.stream(ServiceName.values())
                        .filter(service -> !suite.caches().of(service).isCurrent())
                        .forEach(service -> recordings.add(executor.submit(() -> record(service))));
                for (Future<?> recording : recordings) {
                    recording.get();
                }
            }
            suite.stop();
        } catch (SuiteException e) {
            tell.accept("  left out: " + e.getMessage());
            suite.kill();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            suite.kill();
        }
        return suite.caches().keep();
    }

    private void record(ServiceName service) {
        ServiceProcess process = suite.service(service);
        try {
            process.launch();
            process.awaitLive();
            String token = suite.token("olivia");
            for (String path : questions(service)) {
                ask(process.baseUrl().resolve(path), token);
            }
            process.stop();
        } catch (SuiteException e) {
            tell.accept("  left out: " + e.getMessage());
            process.kill();
            suite.caches().of(service).discard();
        }
    }

    /** The paths that people open first. The answers do not matter, only the classes that are needed for them. */
    private static List<String> questions(ServiceName service) {
        return switch (service) {
            case TEAMS -> List.of("/api/me", "/api/organizations");
            case BILLING -> List.of("/api/billing/plans", "/api/billing/usage", "/api/billing/invoices");
            case REPORTING -> List.of("/api/reports/financial", "/api/reports/analytics");
            case AUDIT -> List.of("/api/reports/audit");
            case GATEWAY -> List.of("/", "/api/enterprise/health", "/api/enterprise/summary");
        };
    }

    private static void ask(URI address, String token) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestProperty("Authorization", "Bearer " + token);
            try {
                connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new SuiteException(address + " does not answer: " + e.getMessage(), "See its log", e);
        }
    }
}
