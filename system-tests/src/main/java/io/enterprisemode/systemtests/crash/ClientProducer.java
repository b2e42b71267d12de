package io.enterprisemode.systemtests.crash;

import io.enterprisemode.client.usage.UsageClient;
import io.enterprisemode.client.usage.UsageEvent;
import io.enterprisemode.client.usage.UsageResult;
import io.enterprisemode.systemtests.crash.UsageScript.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Hands events to the Java client, which does the rest; a fifth of them were acknowledged before. */
final class ClientProducer implements CrashProducer {

    private static final double RESENT = 0.25;
    private static final int MOST_WAITING = 500;
    private static final Duration PAUSE = Duration.ofMillis(4);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int number;
    private final UsageScript script;
    private final List<Journal> journals;
    private final UsageClient client;
    private final Queue<String> complaints;
    private final SplittableRandom random;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong answers = new AtomicLong();

    /** The builder lacks nothing but a listener. */
    ClientProducer(
            int number,
            UsageScript script,
            List<Journal> journals,
            UsageClient.Builder client,
            Queue<String> complaints) {
        this.number = number;
        this.script = script;
        this.journals = journals;
        this.complaints = complaints;
        this.random = new SplittableRandom(script.seed() + number);
        this.client = client.listener(this::answered).build();
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
        try (client) {
            while (!stopping.get()) {
                client.record(usage(journals.get(number).make()));
                if (random.nextDouble() < RESENT) {
                    long earlier = journals.get(random.nextInt(journals.size())).anyAcknowledged(random);
                    if (earlier >= 0) {
                        client.record(usage(earlier));
                    }
                }
                do {
                    LockSupport.parkNanos(PAUSE.toNanos());
                } while (client.metrics().waitingEvents() > MOST_WAITING && !stopping.get());
            }
            if (!client.flush(PATIENCE)) {
                complaints.add("not everything was answered within " + PATIENCE + ", but " + client.metrics());
            }
        }
    }

    private UsageEvent usage(long place) {
        Event event = script.event(place);
        return new UsageEvent(
                event.id(),
                UsageScript.SOURCE,
                event.meter(),
                event.workspaceId(),
                event.time(),
                event.quantity(),
                Map.of());
    }

    private void answered(UsageResult result) {
        OptionalLong place = UsageScript.placeOf(String.valueOf(result.event().id()));
        switch (result.status()) {
            case ACCEPTED, DUPLICATE, QUEUED -> {
                journals.get(UsageScript.producer(place.orElseThrow()))
                        .acknowledge(UsageScript.number(place.orElseThrow()));
                journals.get(number).note("client", result.status().name(), List.of(place.orElseThrow()));
                answers.incrementAndGet();
            }
            case CONFLICT, REJECTED, BLOCKED, UNDELIVERED -> complaints.add(result.toString());
        }
    }
}
