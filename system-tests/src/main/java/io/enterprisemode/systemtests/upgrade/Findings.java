package io.enterprisemode.systemtests.upgrade;

import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the traffic has met: how many requests of each kind, and those that failed. May be used by many threads. */
final class Findings {

    private static final int KEPT = 1_000;
    private static final int SHOWN = 20;

    private final PrintWriter out;
    private final AtomicInteger shown = new AtomicInteger();
    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** Tells the first failures when they happen, since a run that comes to a stop has no end that could tell them. */
    Findings(PrintWriter out) {
        this.out = out;
    }

    void answered(String kind) {
        requests.computeIfAbsent(kind, name -> new LongAdder()).increment();
    }

    void failed(String kind, String how) {
        if (failures.size() < KEPT) {
            failures.add(kind + ": " + how);
        }
        if (shown.incrementAndGet() <= SHOWN) {
            out.printf(
                    "%s failed: %s: %s%n",
                    LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS), kind, how);
        }
    }

    long answers(String kind) {
        LongAdder count = requests.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** Answers as expected, by kind. */
    Map<String, Long> requests() {
        Map<String, Long> counts = new TreeMap<>();
        requests.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** The first thousand requests without the expected answer. */
    List<String> failures() {
        return List.copyOf(failures);
    }
}
