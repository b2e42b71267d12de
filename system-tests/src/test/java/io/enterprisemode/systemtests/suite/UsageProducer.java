package io.enterprisemode.systemtests.suite;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends usage without end, as a careful producer does: it keeps a journal of what was answered, sends again whatever got no answer, and now
 * and then also what was acknowledged long ago. Every event is acknowledged in the end.
 */
public final class UsageProducer implements Runnable {

    /** An event that was acknowledged. */
    public record Acknowledged(String id, String meter, String workspaceId, long quantity) {}

    private static final int BATCH = 20;
    private static final double RESENT = 0.2;
    private static final int REMEMBERED = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);
    private static final List<String> METERS = List.of("emails", "api_calls", "contacts");

    private final String name;
    private final Caller caller;
    private final List<String> workspaces;
    private final SplittableRandom random;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong requests = new AtomicLong();
    private final ConcurrentLinkedQueue<Acknowledged> journal = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Deque<Map<String, Object>> earlier = new ArrayDeque<>();
    private long made;

    public UsageProducer(String name, Caller caller, List<String> workspaces, long seed) {
        this.name = name;
        this.caller = caller;
        this.workspaces = List.copyOf(workspaces);
        this.random = new SplittableRandom(seed);
    }

    /** Asks it to end once everything it has made is acknowledged. */
    public void stop() {
        stopping.set(true);
    }

    /** How many requests have been answered with success. */
    public long answered() {
        return requests.get();
    }

    /** Every event once, when it was acknowledged first. */
    public List<Acknowledged> journal() {
        return List.copyOf(journal);
    }

    /** Answers that no crash explains. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void run() {
        while (!stopping.get()) {
            deliver(batch());
        }
    }

    private List<Map<String, Object>> batch() {
        List<Map<String, Object>> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String workspace = workspaces.get(random.nextInt(workspaces.size()));
            String meter = METERS.get(random.nextInt(METERS.size()));
            Map<String, Object> event = new UsageEvents(workspace, "/" + name)
                    .event(name + "-" + made++, meter, Instant.now(), random.nextLong(1, 10));
            batch.add(event);
        }
        for (Map<String, Object> old : earlier) {
            if (random.nextDouble() < RESENT * BATCH / REMEMBERED) {
                batch.add(random.nextInt(batch.size()), old);
            }
        }
        return batch;
    }

    /** Sends until there is an answer for every event. */
    private void deliver(List<Map<String, Object>> batch) {
        Map<String, Map<String, Object>> open = new HashMap<>();
        batch.forEach(event -> open.put(String.valueOf(event.get("id")), event));
        earlier.forEach(event -> open.remove(String.valueOf(event.get("id"))));
        Instant giveUp = Instant.now().plus(PATIENCE);
        String last = "";
        while (true) {
            try {
                Answer answer = caller.post("/api/billing/usage", batch);
                if (answer.status() == 200) {
                    settle(answer, open);
                    return;
                }
                if (answer.status() < 500) {
                    complaints.add(answer.toString());
                    return;
                }
                last = answer.toString();
            } catch (UncheckedIOException crash) {
                last = crash.toString();
            }
            if (Instant.now().isAfter(giveUp)) {
                complaints.add("no success within " + PATIENCE + ", but " + last);
                return;
            }
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
        }
    }

    private void settle(Answer answer, Map<String, Map<String, Object>> open) {
        for (JsonNode result : answer.json().path("results")) {
            String status = result.path("status").asText();
            if (!status.equals("accepted") && !status.equals("duplicate")) {
                complaints.add(result.toString());
            }
        }
        open.values().forEach(event -> {
            @SuppressWarnings("unchecked")
            Map<String, Object> data = (Map<String, Object>) event.get("data");
            journal.add(new Acknowledged(
                    String.valueOf(event.get("id")),
                    String.valueOf(event.get("type")),
                    String.valueOf(event.get("subject")),
                    (Long) data.get("quantity")));
            earlier.addLast(event);
            if (earlier.size() > REMEMBERED) {
                earlier.removeFirst();
            }
        });
        requests.incrementAndGet();
    }
}
