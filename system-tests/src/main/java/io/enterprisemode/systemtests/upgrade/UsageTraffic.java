package io.enterprisemode.systemtests.upgrade;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.crash.Journal;
import io.enterprisemode.systemtests.crash.UsageScript;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Posts batches of usage, a quarter of it acknowledged before, and has no second try: whatever is not answered as a
 * success has failed.
 */
final class UsageTraffic implements Traffic {

    private static final int LARGEST_BATCH = 30;
    private static final double RESENT = 0.25;
    private static final Duration PAUSE = Duration.ofMillis(30);

    private final ServiceName door;
    private final boolean async;
    private final Doors doors;
    private final Caller owner;
    private final UsageScript script;
    private final Journal journal;
    private final Findings findings;
    private final SplittableRandom random;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * @param door billing-service itself, or the gateway
     * @param async whether it asks for answers before events are counted
     */
    UsageTraffic(
            ServiceName door,
            boolean async,
            Doors doors,
            Caller owner,
            UsageScript script,
            Journal journal,
            Findings findings) {
        this.door = door;
        this.async = async;
        this.doors = doors;
        this.owner = async ? owner.with("Prefer", "respond-async") : owner;
        this.script = script;
        this.journal = journal;
        this.findings = findings;
        this.random = new SplittableRandom(script.seed() ^ journal.hashCode());
    }

    @Override
    public String kind() {
        return "usage by " + door.id() + (async ? ", queued" : "");
    }

    @Override
    public void stop() {
        stopping.set(true);
    }

    @Override
    public void run() {
        while (!stopping.get()) {
            send(batch());
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private List<Long> batch() {
        List<Long> batch = new ArrayList<>();
        for (int i = random.nextInt(LARGEST_BATCH); i >= 0; i--) {
            long earlier = random.nextDouble() < RESENT ? journal.anyAcknowledged(random) : -1;
            batch.add(earlier >= 0 ? earlier : journal.make());
        }
        return batch.stream().distinct().toList();
    }

    private void send(List<Long> places) {
        byte[] body = places.stream()
                .map(place -> script.event(place).json())
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
        try {
            Answer answer = doors.use(
                    door,
                    address -> owner.to(address)
                            .send("POST", "/api/billing/usage", "application/cloudevents-batch+json", body));
            journal.note(door.id(), Integer.toString(answer.status()), places);
            if (answer.status() == (async ? 202 : 200)) {
                settle(places, answer.json().path("results"));
            } else {
                findings.failed(kind(), answer.toString());
            }
        } catch (UncheckedIOException e) {
            findings.failed(kind(), String.valueOf(e.getCause()));
        } catch (RuntimeException e) {
            findings.failed(kind(), e.toString());
        }
    }

    private void settle(List<Long> places, JsonNode results) {
        for (int i = 0; i < places.size(); i++) {
            String status = results.path(i).path("status").asText();
            if (async ? status.equals("queued") : status.equals("accepted") || status.equals("duplicate")) {
                journal.acknowledge(UsageScript.number(places.get(i)));
            } else {
                findings.failed(kind(), results.path(i).toString());
            }
        }
        findings.answered(kind());
    }
}
