package io.enterprisemode.client.usage;

import io.enterprisemode.client.internal.Backoff;
import io.enterprisemode.client.internal.HttpSender;
import io.enterprisemode.client.internal.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends usage to {@code POST /api/billing/usage}: buffered, in batches, again and again with the same ids until every
 * event has its answer, so that each is counted exactly once. With a {@link Spool} that holds over outages and
 * restarts, too.
 *
 * <pre>{@code
 * try (UsageClient usage = UsageClient.builder(URI.create("https://enterprise.example.com"))
 *         .credentials(Credentials.apiKey(key))
 *         .source("/mailer/eu-1")
 *         .spool(Spool.in(Path.of("/var/lib/mailer/usage")))
 *         .build()) {
 *     usage.record(UsageEvent.of("emails", workspace, 250).with("campaign", "spring"));
 * }
 * }</pre>
 *
 * <p>It may be used by many threads. Memory and disk are bounded; when they are full, {@code record} waits, and refuses
 * in the end.
 */
public final class UsageClient implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(UsageClient.class.getName());
    private static final String PATH = "/api/billing/usage";

    private final EventBuffer buffer;
    private final Transport transport;
    private final Backoff backoff;
    private final Pause pause;
    private final @Nullable UsageListener listener;
    private final Clock clock;
    private final EventIds ids;
    private final String source;
    private final Duration patience;
    private final Duration closePatience;
    private final long largestEvent;
    private final boolean spooled;

    private final LongAdder recorded = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder repetitions = new LongAdder();
    private final Map<UsageStatus, LongAdder> answered = new EnumMap<>(UsageStatus.class);
    private volatile @Nullable String lastProblem;
    private volatile @Nullable String readProblem;
    private volatile @Nullable String syncProblem;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    private UsageClient(Builder builder, EventStore store) {
        this.spooled = builder.spool != null;
        this.buffer = new EventBuffer(
                store,
                new EventBuffer.Bounds(
                        spooled ? Long.MAX_VALUE : builder.bufferEvents,
                        builder.spool != null ? builder.spool.largestBytes() : builder.bufferBytes,
                        builder.batchEvents,
                        builder.batchBytes,
                        builder.linger));
        this.transport = new Transport(
                new HttpSender(
                        builder.http != null ? builder.http : HttpSender.standardClient(builder.timeout),
                        builder.timeout),
                new Transport.Settings(
                        builder.baseUrl.resolve(PATH), builder.organizationId, builder.gzip, builder.respondAsync),
                builder.credentials,
                builder.clock);
        this.backoff = new Backoff(builder.firstPause, builder.longestPause, builder.random);
        this.pause = builder.pause;
        this.listener = builder.listener;
        this.clock = builder.clock;
        this.ids = new EventIds();
        this.source = builder.source;
        this.patience = builder.maxWait;
        this.closePatience = builder.closePatience;
        this.largestEvent = builder.batchBytes;
        for (UsageStatus status : UsageStatus.values()) {
            answered.put(status, new LongAdder());
        }
        for (int i = 1; i <= builder.connections; i++) {
            threads.add(Thread.ofPlatform().daemon().name("usage-client-" + i).unstarted(this::send));
        }
        if (builder.spool != null && builder.spool.sync() == Spool.Sync.EVERY_SECOND) {
            threads.add(Thread.ofPlatform().daemon().name("usage-client-sync").unstarted(this::sync));
        }
    }

    /** A client of the service at an address, such as {@code https://enterprise.example.com}. */
    public static Builder builder(URI baseUrl) {
        return new Builder(baseUrl);
    }

    /**
     * Takes an event in; it is sent in a moment. Returns when it is in memory, or with a spool, when it is in the
     * spool.
     *
     * @return the event as it is sent, with its id, source and time
     * @throws BufferFullException when there is no room in time; the event is not kept
     * @throws UsageNotSyncedException when the event is kept and will be sent, but could not be forced to the disk
     *     ({@link Spool.Sync#EACH}); record its {@code events()}, not the event without id, to try again
     * @throws UncheckedIOException otherwise when the spool cannot be written; the event is not kept
     * @throws IllegalArgumentException when the event has a property that JSON does not know, or is larger than a
     *     request may be
     * @throws IllegalStateException when the client is closed
     */
    public UsageEvent record(UsageEvent event) {
        return recordAll(List.of(event)).getFirst();
    }

    /**
     * Takes several events in, all or none; see {@link #record}. With {@link Spool.Sync#EACH} it is cheaper than one by
     * one.
     */
    public List<UsageEvent> recordAll(List<UsageEvent> events) {
        List<UsageEvent> complete = events.stream().map(this::complete).toList();
        List<byte[]> lines = new ArrayList<>(complete.size());
        for (UsageEvent event : complete) {
            byte[] line = UsageJson.write(event).getBytes(StandardCharsets.UTF_8);
            if (line.length + 2 > largestEvent) {
                throw new IllegalArgumentException(
                        "an event of " + line.length + " bytes; a request holds " + largestEvent);
            }
            lines.add(line);
        }
        buffer.add(lines, patience);
        recorded.add(lines.size());
        try {
            buffer.keepPromise();
        } catch (IOException e) {
            throw new UsageNotSyncedException(complete, e);
        }
        return complete;
    }

    private UsageEvent complete(UsageEvent event) {
        Instant now = clock.instant();
        return new UsageEvent(
                event.id() == null ? ids.next(now.toEpochMilli()).toString() : event.id(),
                event.source() == null ? source : event.source(),
                event.meter(),
                event.workspaceId(),
                event.time() == null ? now : event.time(),
                event.quantity(),
                event.properties());
    }

    /**
     * Sends what there is at once, and waits for the answers.
     *
     * @return false when that took longer than the patience; it goes on all the same
     */
    public boolean flush(Duration patienceForAnswers) {
        try {
            return buffer.flush(patienceForAnswers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What has been done so far. */
    public UsageMetrics metrics() {
        Map<UsageStatus, Long> counts = new EnumMap<>(UsageStatus.class);
        answered.forEach((status, count) -> counts.put(status, count.sum()));
        return new UsageMetrics(
                recorded.sum(),
                counts,
                requests.sum(),
                repetitions.sum(),
                buffer.keptEvents(),
                buffer.keptBytes(),
                buffer.unreadableBytes(),
                lastProblem,
                readProblem == null ? syncProblem : readProblem);
    }

    /**
     * Takes nothing in any more, sends what there is, and waits for the answers for as long as was configured. What is
     * left then stays in the spool for the next start; without a spool it is reported to the listener as
     * {@link UsageStatus#UNDELIVERED}.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        buffer.refuseMore();
        boolean interrupted = false;
        try {
            boolean complete = buffer.flush(closePatience);
            LOG.log(System.Logger.Level.DEBUG, "closing, everything sent: {0}", complete);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        threads.forEach(Thread::interrupt);
        interrupted |= joinAll();
        try {
            if (!spooled) {
                buffer.unsettled()
                        .forEach(event -> answered(event, new Verdict(UsageStatus.UNDELIVERED, "closed", null)));
            }
            buffer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the spool cannot be closed", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean joinAll() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        return interrupted;
    }

    private void start() {
        threads.forEach(Thread::start);
    }

    /**
     * The loop of a sending thread: only closing ends it. Trouble with the spool is tried again, and stays visible
     * until it is over.
     */
    private void send() {
        try {
            for (int failures = 0; ; ) {
                try {
                    EventBuffer.Batch batch = buffer.take();
                    if (batch == null) {
                        return;
                    }
                    if (!batch.events().isEmpty()) {
                        deliver(batch.events());
                    }
                    buffer.settle(batch);
                    readProblem = null;
                    failures = 0;
                } catch (IOException e) {
                    failures++;
                    readProblem = spoolProblem("the spool cannot be read or cleared", e, failures);
                    pause.take(backoff.pause(failures, Duration.ZERO));
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed while sending");
        }
    }

    private static String spoolProblem(String what, IOException failure, int failures) {
        LOG.log(
                failures == 1 ? System.Logger.Level.ERROR : System.Logger.Level.DEBUG,
                what + "; it is tried again",
                failure);
        return what + ": " + failure;
    }

    private void deliver(List<byte[]> events) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            requests.increment();
            if (failures > 1) {
                repetitions.increment();
            }
            switch (transport.send(events)) {
                case Transport.Answer.Settled(List<Verdict> verdicts) -> {
                    lastProblem = null;
                    for (int i = 0; i < verdicts.size(); i++) {
                        answered(events.get(i), verdicts.get(i));
                    }
                    return;
                }
                case Transport.Answer.Refused(String reason, String detail) -> {
                    divide(events, reason, detail);
                    return;
                }
                case Transport.Answer.Postponed(String problem, Duration notBefore) -> {
                    postponed(problem, failures);
                    pause.take(backoff.pause(failures, notBefore));
                }
            }
        }
    }

    /** One event that makes a whole request unacceptable must not cause the refusal of the others. */
    private void divide(List<byte[]> events, String reason, String detail) throws InterruptedException {
        if (events.size() == 1) {
            lastProblem = null;
            answered(events.getFirst(), new Verdict(UsageStatus.REJECTED, reason, detail));
            return;
        }
        deliver(events.subList(0, events.size() / 2));
        deliver(events.subList(events.size() / 2, events.size()));
    }

    private void postponed(String problem, int failures) {
        lastProblem = problem;
        LOG.log(
                failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                "usage is not taken ({0}); it is sent again",
                problem);
        UsageListener told = listener;
        if (told != null) {
            quietly(() -> told.postponed(problem));
        }
    }

    private void answered(byte[] event, Verdict verdict) {
        Objects.requireNonNull(answered.get(verdict.status())).increment();
        UsageListener told = listener;
        if (told != null) {
            quietly(() -> told.answered(new UsageResult(
                    UsageJson.read(new String(event, StandardCharsets.UTF_8)),
                    verdict.status(),
                    verdict.reason(),
                    verdict.detail())));
        }
    }

    private static void quietly(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the listener failed", e);
        }
    }

    /** The loop of the thread that forces the spool to the disk. */
    private void sync() {
        try {
            for (int failures = 0; !closed.get(); ) {
                TimeUnit.NANOSECONDS.sleep(Spool.SYNC_INTERVAL.toNanos());
                try {
                    buffer.sync();
                    syncProblem = null;
                    failures = 0;
                } catch (IOException e) {
                    failures++;
                    syncProblem = spoolProblem("the spool cannot be forced to the disk", e, failures);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed");
        }
    }

    /**
     * The settings of a client. Only credentials must be given; for people and service accounts of several
     * organizations, the organization, too.
     */
    public static final class Builder {

        private static final int MOST_BATCH_EVENTS = 1_000;
        private static final long MOST_BATCH_BYTES = 4_000_000;
        private static final int MOST_CONNECTIONS = 64;

        private final URI baseUrl;
        private Credentials credentials = refused -> {
            throw new IllegalStateException("none were given");
        };
        private boolean hasCredentials;
        private @Nullable String organizationId;
        private String source = "/usage-client";
        private @Nullable Spool spool;
        private long bufferEvents = 100_000;
        private long bufferBytes = 64L * 1024 * 1024;
        private int batchEvents = MOST_BATCH_EVENTS;
        private long batchBytes = 1_000_000;
        private Duration linger = Duration.ofMillis(50);
        private int connections = 1;
        private Duration maxWait = Duration.ofSeconds(30);
        private Duration timeout = Duration.ofSeconds(30);
        private Duration closePatience = Duration.ofSeconds(30);
        private Duration firstPause = Duration.ofMillis(100);
        private Duration longestPause = Duration.ofSeconds(30);
        private boolean gzip;
        private boolean respondAsync;
        private @Nullable UsageListener listener;
        private @Nullable HttpClient http;
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = RandomGenerator.getDefault();
        private @Nullable EventStore store;
        private Pause pause = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

        private Builder(URI baseUrl) {
            this.baseUrl = baseUrl;
        }

        /** Who sends. */
        public Builder credentials(Credentials theCredentials) {
            this.credentials = theCredentials;
            this.hasCredentials = true;
            return this;
        }

        /** The organization; an API key has its own. */
        public Builder organization(String id) {
            this.organizationId = id;
            return this;
        }

        /** The source of events that name none, e.g. {@code /mailer/eu-1}. */
        public Builder source(String name) {
            this.source = name;
            return this;
        }

        /** Keeps events in a folder until they have their answers; without, they are kept in memory. */
        public Builder spool(Spool where) {
            this.spool = where;
            return this;
        }

        /**
         * The most that may wait in memory; default 100,000 events of 64 MiB. Not for a spool, which has a bound of its
         * own.
         */
        public Builder buffer(long events, long bytes) {
            this.bufferEvents = positive(events, "events");
            this.bufferBytes = positive(bytes, "bytes");
            return this;
        }

        /** The most that goes into a request, at most 1,000 events of 4 MB; default 1,000 of 1 MB. */
        public Builder batch(int events, long bytes) {
            this.batchEvents = (int) Math.min(positive(events, "events"), MOST_BATCH_EVENTS);
            this.batchBytes = Math.min(positive(bytes, "bytes"), MOST_BATCH_BYTES);
            return this;
        }

        /** How long an event waits for others to go with; default 50 ms. */
        public Builder linger(Duration time) {
            this.linger = time;
            return this;
        }

        /** How many requests may be under way at once; default 1, which keeps events in order. */
        public Builder connections(int count) {
            this.connections = (int) Math.min(positive(count, "count"), MOST_CONNECTIONS);
            return this;
        }

        /** How long {@code record} waits for room; default 30 s. Zero: it refuses at once. */
        public Builder maxWait(Duration time) {
            this.maxWait = time;
            return this;
        }

        /** How long a connection may take, and a request with its whole answer; default 30 s. */
        public Builder timeout(Duration time) {
            this.timeout = time;
            return this;
        }

        /** How long {@code close} waits for answers; default 30 s. */
        public Builder closePatience(Duration time) {
            this.closePatience = time;
            return this;
        }

        /**
         * The pauses between tries; default from 100 ms, doubled each time up to 30 s. A longer Retry-After of the
         * service is kept.
         */
        public Builder retries(Duration first, Duration longest) {
            this.firstPause = first;
            this.longestPause = longest;
            return this;
        }

        /** Compresses requests. */
        public Builder gzip(boolean on) {
            this.gzip = on;
            return this;
        }

        /**
         * Asks for an answer as soon as events are durable, before they are counted ({@code Prefer: respond-async}).
         */
        public Builder respondAsync(boolean on) {
            this.respondAsync = on;
            return this;
        }

        /** Receives the results of events. */
        public Builder listener(UsageListener who) {
            this.listener = who;
            return this;
        }

        /** Another HTTP client, with a proxy or TLS settings of its own. */
        public Builder http(HttpClient client) {
            this.http = client;
            return this;
        }

        /** Another clock, for the times and ids of events that have none. */
        public Builder clock(Clock other) {
            this.clock = other;
            return this;
        }

        Builder store(EventStore other) {
            this.store = other;
            return this;
        }

        Builder pauses(Pause other, RandomGenerator lots) {
            this.pause = other;
            this.random = lots;
            return this;
        }

        /**
         * Starts the client, and with it the sending of what an earlier one has left in the spool.
         *
         * @throws UncheckedIOException when the spool cannot be opened, or is in use by another client
         */
        public UsageClient build() {
            if (!hasCredentials) {
                throw new IllegalStateException("give credentials");
            }
            UsageClient client = new UsageClient(this, opened());
            client.start();
            return client;
        }

        private EventStore opened() {
            if (store != null) {
                return store;
            }
            if (spool == null) {
                return new MemoryStore();
            }
            try {
                return new SpoolStore(spool);
            } catch (IOException e) {
                throw new UncheckedIOException("the spool cannot be opened", e);
            }
        }

        private static long positive(long value, String name) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be positive, not " + value);
            }
            return value;
        }
    }
}
