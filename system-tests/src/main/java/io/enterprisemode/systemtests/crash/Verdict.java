package io.enterprisemode.systemtests.crash;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run has shown.
 *
 * @param seed of the run
 * @param kills by victim
 * @param slowestRecovery the longest time from the start of a victim to the next answers for all
 * @param made events that were made
 * @param resent how often an event was acknowledged again
 * @param acknowledged events that were acknowledged, by any answer
 * @param stored events in the database
 * @param missing acknowledged but not stored
 * @param doubled stored more than once
 * @param foreign stored but never made, or stored with other content
 * @param unanswered made but never acknowledged
 * @param differences between the events and counters, hours or reporting; empty: none
 * @param complaints answers that no crash explains
 */
public record Verdict(
        long seed,
        Duration took,
        Map<String, Integer> kills,
        Duration slowestRecovery,
        long made,
        long resent,
        long acknowledged,
        long stored,
        long missing,
        long doubled,
        long foreign,
        long unanswered,
        List<String> differences,
        List<String> complaints) {

    private static final int SHOWN = 20;

    public Verdict {
        kills = Collections.unmodifiableMap(new TreeMap<>(kills));
        differences = List.copyOf(differences);
        complaints = List.copyOf(complaints);
    }

    /** Whether every event was counted exactly once. */
    public boolean isGood() {
        return missing == 0
                && doubled == 0
                && foreign == 0
                && unanswered == 0
                && differences.isEmpty()
                && complaints.isEmpty();
    }

    /** Prints it as a table. */
    public void print(PrintWriter out) {
        out.printf("%n%-34s %d%n", "seed", seed);
        out.printf("%-34s %d s%n", "time", took.toSeconds());
        kills.forEach((name, count) -> out.printf("%-34s %d%n", "kill -9 of " + name, count));
        out.printf("%-34s %.1f s%n", "slowest recovery", slowestRecovery.toMillis() / 1000.0);
        out.printf("%-34s %,d%n", "events made", made);
        out.printf("%-34s %,d%n", "acknowledged", acknowledged);
        out.printf("%-34s %,d%n", "acknowledged again", resent);
        out.printf("%-34s %,d%n", "stored", stored);
        out.printf("%-34s %,d%n", "acknowledged but missing (lost)", missing);
        out.printf("%-34s %,d%n", "doubled", doubled);
        out.printf("%-34s %,d%n", "never made, or changed", foreign);
        out.printf("%-34s %,d%n", "made but never answered", unanswered);
        out.printf("%-34s %s%n", "counters = events = hours = reports", differences.isEmpty() ? "yes" : "NO");
        differences.stream().limit(SHOWN).forEach(difference -> out.println("  " + difference));
        out.printf("%-34s %d%n", "unexplained answers", complaints.size());
        complaints.stream().limit(SHOWN).forEach(complaint -> out.println("  " + complaint));
        out.printf("%-34s %s%n", "verdict", isGood() ? "GOOD" : "BAD");
        out.flush();
    }
}
