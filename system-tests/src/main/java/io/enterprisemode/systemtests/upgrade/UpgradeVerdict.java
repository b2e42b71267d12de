package io.enterprisemode.systemtests.upgrade;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has shown.
 *
 * @param requests answers as expected, by kind of traffic
 * @param failures requests without one
 * @param made events that were posted
 * @param missing acknowledged but not stored
 * @param doubled stored more than once
 * @param foreign stored but never made, or stored with other content
 * @param differences between the events and counters, hours or reporting; empty: none
 * @param deadLetters by topic
 */
record UpgradeVerdict(
        Map<String, Long> requests,
        List<String> failures,
        long made,
        long missing,
        long doubled,
        long foreign,
        List<String> differences,
        Map<String, Long> deadLetters) {

    private static final int SHOWN = 20;

    UpgradeVerdict {
        requests = new TreeMap<>(requests);
        failures = List.copyOf(failures);
        differences = List.copyOf(differences);
        deadLetters = new TreeMap<>(deadLetters);
    }

    /** Whether no request failed and every event was counted exactly once, none as a dead letter. */
    boolean isGood() {
        return failures.isEmpty()
                && missing == 0
                && doubled == 0
                && foreign == 0
                && differences.isEmpty()
                && deadLetters.isEmpty();
    }

    /** Prints it as a table. */
    void print(PrintWriter out) {
        out.println();
        requests.forEach((kind, count) -> out.printf("%-34s %,d%n", kind, count));
        out.printf("%-34s %,d%n", "failed requests", failures.size());
        failures.stream().limit(SHOWN).forEach(failure -> out.println("  " + failure));
        out.printf("%-34s %,d%n", "events posted", made);
        out.printf("%-34s %,d%n", "acknowledged but missing (lost)", missing);
        out.printf("%-34s %,d%n", "doubled", doubled);
        out.printf("%-34s %,d%n", "never made, or changed", foreign);
        out.printf("%-34s %s%n", "counters = events = hours = reports", differences.isEmpty() ? "yes" : "NO");
        differences.stream().limit(SHOWN).forEach(difference -> out.println("  " + difference));
        out.printf("%-34s %s%n", "dead letters", deadLetters.isEmpty() ? "none" : deadLetters.toString());
        out.printf("%-34s %s%n", "verdict", isGood() ? "GOOD" : "BAD");
        out.flush();
    }
}
