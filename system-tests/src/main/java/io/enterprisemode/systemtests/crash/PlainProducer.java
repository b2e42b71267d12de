package io.enterprisemode.systemtests.crash;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.systemtests.crash.UsageScript.Event;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Posts batches, through any door by chance. What gets no answer is sent again, through another door and now and then
 * in other batches; a fifth of what it sends was acknowledged before, to this producer or to another.
 */
final class PlainProducer implements CrashProducer {

    private static final int LARGEST_BATCH = 30;
    private static final double RESENT = 0.25;
    private static final double DIVIDED = 0.3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final int number;
    private final UsageScript script;
    private final List<Journal> journals;
    private final List<Caller> doors;
    private final boolean async;
    private final Queue<String> complaints;
    private final SplittableRandom random;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();

    /**
     * @param journals of all producers
     * @param doors where usage may be posted
     * @param async whether it asks for answers before events are counted
     * @param complaints takes answers that no crash explains
     */
    PlainProducer(
            int number,
            UsageScript script,
            List<Journal> journals,
            List<Caller> doors,
            boolean async,
            Queue<String> complaints) {
        this.number = number;
        this.script = script;
        this.journals = journals;
        this.doors = doors;
        this.async = async;
        this.complaints = complaints;
        this.random = new SplittableRandom(script.seed() + number);
    }

    @Override
    public void stop() {
        stopping.set(true);
    }

    @Override
    public long answers() {
        return answers.get();
    }

    @Override
    public void run() {
        while (!stopping.get()) {
            deliver(batch(), Instant.now().plus(PATIENCE));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Journal journal() {
        return journals.get(number);
    }

    private List<Long> batch() {
        List<Long> batch = new ArrayList<>();
        for (int i = random.nextInt(LARGEST_BATCH); i >= 0; i--) {
            batch.add(journal().make());
            if (random.nextDouble() < RESENT) {
                long earlier = journals.get(random.nextInt(journals.size())).anyAcknowledged(random);
                if (earlier >= 0) {
                    batch.add(earlier);
                }
            }
        }
        Collections.shuffle(batch, new Random(random.nextLong()));
        return batch;
    }

    /** Sends until there is an answer for every event. */
    private void deliver(List<Long> places, Instant giveUp) {
        while (!answered(places, giveUp)) {
            LockSupport.parkNanos(PAUSE.toNanos());
            if (places.size() > 1 && random.nextDouble() < DIVIDED) {
                deliver(List.copyOf(places.subList(0, places.size() / 2)), giveUp);
                deliver(List.copyOf(places.subList(places.size() / 2, places.size())), giveUp);
                return;
            }
        }
    }

    /** Sends once; true when that is all. */
    private boolean answered(List<Long> places, Instant giveUp) {
        Caller door = doors.get(random.nextInt(doors.size()));
        String what;
        try {
            Answer answer = (async ? door.with("Prefer", "respond-async") : door)
                    .send("POST", "/api/billing/usage", "application/cloudevents-batch+json", body(places));
            what = Integer.toString(answer.status());
            journal().note(door.toString(), what, places);
            if (answer.status() == (async ? 202 : 200)) {
                settle(places, answer.json().path("results"));
                return true;
            }
            if (answer.status() < 500 && answer.status() != 429) {
                complaints.add(answer.toString());
                return true;
            }
        } catch (UncheckedIOException crash) {
            what = String.valueOf(crash.getCause());
            journal().note(door.toString(), what, places);
        }
        if (Instant.now().isAfter(giveUp)) {
            complaints.add("no success within " + PATIENCE + ", but " + what);
            return true;
        }
        return false;
    }

    private byte[] body(List<Long> places) {
        return places.stream()
                .map(script::event)
                .map(Event::json)
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private void settle(List<Long> places, JsonNode results) {
        for (int i = 0; i < places.size(); i++) {
            String status = results.path(i).path("status").asText();
            boolean success = async ? status.equals("queued") : status.equals("accepted") || status.equals("duplicate");
            if (success) {
                long place = places.get(i);
                journals.get(UsageScript.producer(place)).acknowledge(UsageScript.number(place));
            } else {
                complaints.add(results.path(i).toString());
            }
        }
        answers.incrementAndGet();
    }
}
