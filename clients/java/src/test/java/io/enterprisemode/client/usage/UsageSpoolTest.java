package io.enterprisemode.client.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.enterprisemode.client.usage.UsageServer.Behaviour;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageSpoolTest {

    private static final UUID WORKSPACE = UUID.fromString("018f6f3a-1000-7a00-8000-000000000015");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private UsageServer server;

    @BeforeEach
    void start() throws IOException {
        server = new UsageServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static UsageClient.Builder client(URI address, Spool spool) {
        return UsageClient.builder(address)
                .credentials(Credentials.apiKey("emk_test"))
                .source("/tests")
                .linger(Duration.ZERO)
                .retries(Duration.ofMillis(1), Duration.ofMillis(5))
                .spool(spool);
    }

    private static UsageEvent event(int number) {
        return UsageEvent.of("emails", WORKSPACE, number).withId("mail-" + number);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> event(number).id()).toList();
    }

    @Test
    void whatHasNoAnswerIsSentFirstAndInOrderByTheNextClient() {
        Spool spool = Spool.in(folder.resolve("spool"));
        server.always(Behaviour.status(503, Map.of()));
        try (UsageClient away =
                client(server.address(), spool).closePatience(Duration.ZERO).build()) {
            IntStream.range(0, 30).mapToObj(UsageSpoolTest::event).forEach(away::record);
        }
        server.always(Behaviour.count());

        try (UsageClient next =
                client(server.address(), spool).batch(7, 1_000_000).build()) {
            assertThat(next.metrics().waitingEvents()).isLessThanOrEqualTo(30);
            IntStream.range(30, 40).mapToObj(UsageSpoolTest::event).forEach(next::record);
            assertThat(next.flush(PATIENCE)).isTrue();
            assertThat(next.metrics().waitingEvents()).isZero();
        }
        assertThat(server.counted()).isEqualTo(ids(0, 40));
    }

    @Test
    void anAnsweredEventIsNotSentAgainByTheNextClient() {
        Spool spool = Spool.in(folder.resolve("spool"));
        try (UsageClient first = client(server.address(), spool).build()) {
            IntStream.range(0, 10).mapToObj(UsageSpoolTest::event).forEach(first::record);
        }
        int before = server.sizes().stream().mapToInt(Integer::intValue).sum();
        try (UsageClient second = client(server.address(), spool).build()) {
            assertThat(second.metrics().waitingEvents()).isZero();
            second.record(event(10));
        }

        assertThat(server.sizes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(before + 1);
    }

    @Test
    void aFullSpoolRefusesAndHasRoomAgain() throws InterruptedException {
        Spool spool = Spool.in(folder.resolve("spool")).with(2 * Spool.SMALLEST_SEGMENT, Spool.SMALLEST_SEGMENT);
        server.always(Behaviour.status(503, Map.of()));
        CountDownLatch refused = new CountDownLatch(1);
        try (UsageClient client =
                client(server.address(), spool).maxWait(Duration.ZERO).build()) {
            assertThatThrownBy(() -> IntStream.range(0, 1_000)
                            .mapToObj(UsageSpoolTest::event)
                            .forEach(client::record))
                    .isInstanceOf(BufferFullException.class);
            refused.countDown();
            long taken = client.metrics().recorded();
            assertThat(taken).isBetween(10L, 60L);
            server.always(Behaviour.count());
            assertThat(client.flush(PATIENCE)).isTrue();
            client.record(event(1_000));
            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).hasSize((int) taken + 1);
        }
    }

    @Test
    void manyThreadsShareTheDiskAndNothingIsLost() {
        Spool spool = Spool.in(folder.resolve("spool")).with(Spool.Sync.EACH).with(10_000_000, 16 * 1024);
        try (UsageClient client = client(server.address(), spool).connections(3).build()) {
            try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
                for (int thread = 0; thread < 8; thread++) {
                    int from = thread * 50;
                    executor.execute(() -> IntStream.range(from, from + 50)
                            .mapToObj(UsageSpoolTest::event)
                            .forEach(client::record));
                }
            }
            assertThat(client.flush(PATIENCE)).isTrue();
        }
        assertThat(server.counted()).containsExactlyInAnyOrderElementsOf(ids(0, 400));
    }

    /** The events are in a real spool; the disk below it fails when it is told to. */
    private static final class FailingDisk implements EventStore {

        private final SpoolStore spool;
        private final AtomicInteger failingSyncs = new AtomicInteger();
        private final AtomicInteger failingReads = new AtomicInteger();
        private final AtomicInteger failingReleases = new AtomicInteger();

        FailingDisk(Spool spool) throws IOException {
            this.spool = new SpoolStore(spool);
        }

        private static void fail(AtomicInteger times) throws IOException {
            if (times.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public void append(List<byte[]> events) throws IOException {
            spool.append(events);
        }

        @Override
        public void keepPromise() throws IOException {
            fail(failingSyncs);
            spool.keepPromise();
        }

        @Override
        public void sync() throws IOException {
            spool.sync();
        }

        @Override
        public List<byte[]> read(int mostEvents, long mostBytes) throws IOException {
            fail(failingReads);
            return spool.read(mostEvents, mostBytes);
        }

        @Override
        public void release(int events) throws IOException {
            spool.release(events);
            fail(failingReleases);
        }

        @Override
        public int unreadEvents() {
            return spool.unreadEvents();
        }

        @Override
        public long unreadBytes() {
            return spool.unreadBytes();
        }

        @Override
        public int keptEvents() {
            return spool.keptEvents();
        }

        @Override
        public long keptBytes() {
            return spool.keptBytes();
        }

        @Override
        public long unreadableBytes() {
            return spool.unreadableBytes();
        }

        @Override
        public void close() throws IOException {
            spool.close();
        }
    }

    @Test
    void anEventThatCouldNotBeForcedToTheDiskComesBackWithItsIdAndIsCountedOnceWhenRepeated() throws IOException {
        Spool spool = Spool.in(folder).with(Spool.Sync.EACH);
        FailingDisk disk = new FailingDisk(spool);
        disk.failingSyncs.set(1);
        try (UsageClient client = client(server.address(), spool).store(disk).build()) {
            UsageEvent event = UsageEvent.of("emails", WORKSPACE, 7);

            UsageNotSyncedException failure =
                    catchThrowableOfType(UsageNotSyncedException.class, () -> client.record(event));
            assertThat(failure.events())
                    .singleElement()
                    .satisfies(kept -> assertThat(kept.id()).isNotNull());
            UsageEvent repeated = client.record(failure.events().getFirst());

            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).containsExactly(repeated.id());
        }
    }

    @Test
    void troubleWithTheDiskIsTriedAgainAndIsVisibleForAsLongAsItLasts() throws Exception {
        Spool spool = Spool.in(folder);
        FailingDisk disk = new FailingDisk(spool);
        disk.failingReads.set(Integer.MAX_VALUE);
        CountDownLatch tried = new CountDownLatch(3);
        UsageClient client = client(server.address(), spool)
                .store(disk)
                .pauses(pause -> tried.countDown(), new Random(7))
                .build();
        try (client) {
            client.recordAll(
                    IntStream.range(0, 5).mapToObj(UsageSpoolTest::event).toList());

            assertThat(tried.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client.metrics().spoolProblem()).contains("Input/output error");
            assertThat(client.metrics().waitingEvents()).isEqualTo(5);

            disk.failingReleases.set(1);
            disk.failingReads.set(0);
            assertThat(client.flush(PATIENCE)).isTrue();
            client.record(event(5));
            assertThat(client.flush(PATIENCE)).isTrue();
            assertThat(server.counted()).isEqualTo(ids(0, 6));
        }
        assertThat(client.metrics().spoolProblem()).isNull();
    }

    @Test
    void aThreadThatIsInterruptedDoesNotHarmTheSpool() throws InterruptedException {
        Spool spool = Spool.in(folder.resolve("spool"));
        try (UsageClient client = client(server.address(), spool).build()) {
            client.record(event(0));
            Thread interrupted = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> client.record(event(1))).isInstanceOf(BufferFullException.class);
            });
            interrupted.join();
            client.record(event(2));
            assertThat(client.flush(PATIENCE)).isTrue();
        }
        assertThat(server.counted()).containsExactly("mail-0", "mail-2");
    }

    @Test
    void aKilledApplicationHasLostNothingThatItRecorded() throws Exception {
        Path spool = folder.resolve("spool");
        server.always(Behaviour.status(503, Map.of()));
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName(),
                        server.address().toString(),
                        spool.toString())
                .redirectError(folder.resolve("application.log").toFile())
                .start();
        List<String> recorded = new ArrayList<>();
        try (BufferedReader said = application.inputReader(StandardCharsets.UTF_8)) {
            String id = said.readLine();
            while (id != null) {
                recorded.add(id);
                if (recorded.size() == 2_000) {
                    boolean killed = application.toHandle().destroyForcibly();
                    assertThat(killed).isTrue();
                }
                id = said.readLine();
            }
        }
        application.waitFor();
        assertThat(recorded).as(() -> read(folder.resolve("application.log"))).hasSizeGreaterThanOrEqualTo(2_000);
        server.always(Behaviour.count());

        try (UsageClient next = client(server.address(), Spool.in(spool)).build()) {
            assertThat(next.flush(PATIENCE)).isTrue();
        }
        assertThat(server.counted()).startsWith(recorded.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** An application that records usage and says so, until it is killed. */
    static final class Application {

        private Application() {}

        public static void main(String[] arguments) {
            UsageClient client = client(
                            URI.create(arguments[0]),
                            Spool.in(Path.of(arguments[1])).with(1_000_000_000, 64 * 1024))
                    .build();
            for (int number = 0; ; number++) {
                System.out.println(client.record(event(number)).id());
            }
        }
    }
}
