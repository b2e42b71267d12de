package io.enterprisemode.local.process;

import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Waits until a process that has just been started is ready. */
public final class Readiness {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Pattern COMPLAINT = Pattern.compile("Caused by|ERROR|SEVERE|FATAL|Exception: ");
    private static final int TIMEOUT_MILLIS = 2000;

    private Readiness() {}

    /**
     * Waits until a process is ready.
     *
     * @throws SuiteException when the process ends, or is not ready in time; with the last complaint of its log
     */
    public static void await(ManagedProcess process, BooleanSupplier ready) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!ready.getAsBoolean()) {
            ProcessHandle running =
                    process.running().orElseThrow(() -> complaint(process, "has ended while it started"));
            if (Instant.now().isAfter(deadline)) {
                throw complaint(process, "is not ready after " + PATIENCE.toSeconds() + " s");
            }
            ManagedProcess.ends(running, POLL_INTERVAL);
        }
    }

    /** Whether an address answers with 200. */
    public static boolean answersOk(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static SuiteException complaint(ManagedProcess process, String what) {
        List<String> lines = process.lastLines(500);
        String reason = lines.stream()
                .filter(line -> COMPLAINT.matcher(line).find())
                .reduce((first, second) -> second)
                .or(() -> lines.stream().reduce((first, second) -> second))
                .map(line -> ": " + line.strip())
                .orElse("");
        return new SuiteException(process.name() + " " + what + reason, "See " + process.log());
    }
}
