package io.enterprisemode.systemtests.suite;

import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Founds team after team; a request without an answer is sent again with its Idempotency-Key. */
public final class TeamFounder implements Runnable {

    /**
     * The services on the way are killed one after the other, and on a slow machine under load each starts for a
     * minute.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Caller caller;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> founded = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();

    public TeamFounder(Caller caller) {
        this.caller = caller;
    }

    /** Asks it to end once the last team is founded. */
    public void stop() {
        stopping.set(true);
    }

    /** The ids of the teams, as they were answered. */
    public List<String> founded() {
        return List.copyOf(founded);
    }

    /** Answers that no crash explains. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void run() {
        for (int number = 1; !stopping.get(); number++) {
            found("Team " + number);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void found(String name) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        String last = "";
        while (true) {
            try {
                Answer answer = caller.post("/api/teams", Map.of("name", name), "found " + name);
                if (answer.status() == 201) {
                    founded.add(answer.json().path("id").asText());
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
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
