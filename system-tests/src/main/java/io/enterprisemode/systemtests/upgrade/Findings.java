package io.enterprisemode.systemtests.upgrade;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What the traffic has met: how many requests of each kind, and those that failed. May be used by many threads. */
final class Findings {

    private static final int KEPT = 1_000;

    private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    void answered(String kind) {
        requests.computeIfAbsent(kind, name -> new LongAdder()).increment();
    }

    void failed(String kind, String how) {
        if (failures.size() < KEPT) {
            failures.add(kind + ": " + how);
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
