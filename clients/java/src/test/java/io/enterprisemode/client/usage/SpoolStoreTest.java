package io.enterprisemode.client.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolStoreTest {

    private static final int SEGMENT = 4 * 1024;

    @TempDir
    private Path folder;

    private Spool spool;

    @BeforeEach
    void small() {
        spool = Spool.in(folder.resolve("spool")).with(Spool.Sync.NEVER).with(1_000_000, SEGMENT);
    }

    private static byte[] event(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(List<byte[]> events) {
        return events.stream()
                .map(event -> new String(event, StandardCharsets.UTF_8))
                .toList();
    }

    private static List<String> readAll(SpoolStore store) throws IOException {
        List<String> all = new ArrayList<>();
        while (store.unreadEvents() > 0) {
            all.addAll(texts(store.read(7, 1_000)));
        }
        return all;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(spool.folder())) {
            return files.filter(file -> file.toString().endsWith(".usage"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void itIsAQueueWhateverIsDoneAndHoweverOftenItIsOpenedAgain() throws IOException {
        Random random = new Random(7);
        Deque<String> waiting = new ArrayDeque<>();
        Deque<String> read = new ArrayDeque<>();
        SpoolStore store = new SpoolStore(spool);
        int made = 0;
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    List<byte[]> events = new ArrayList<>();
                    for (int i = random.nextInt(6); i >= 0; i--) {
                        String text = made++ + "-" + "x".repeat(random.nextInt(200));
                        events.add(event(text));
                        waiting.add(text);
                    }
                    store.append(events);
                }
                case 4, 5, 6 -> {
                    List<String> batch = texts(store.read(1 + random.nextInt(10), 500));
                    assertThat(batch.isEmpty()).isEqualTo(waiting.isEmpty());
                    for (String text : batch) {
                        assertThat(text).isEqualTo(waiting.remove());
                        read.add(text);
                    }
                }
                case 7, 8, 9 -> {
                    int count = read.isEmpty() ? 0 : random.nextInt(read.size() + 1);
                    store.release(count);
                    for (int i = 0; i < count; i++) {
                        read.remove();
                    }
                }
                case 10 -> store.sync();
                default -> {
                    store.close();
                    store = new SpoolStore(spool);
                    while (!read.isEmpty()) {
                        waiting.addFirst(read.removeLast());
                    }
                }
            }
            assertThat(store.unreadEvents()).isEqualTo(waiting.size());
            assertThat(store.keptEvents()).isEqualTo(waiting.size() + read.size());
            assertThat(store.unreadBytes())
                    .isEqualTo(waiting.stream().mapToLong(String::length).sum());
        }
        assertThat(store.unreadableBytes()).isZero();
        store.close();
    }

    @Test
    void filesWhoseEventsAreAnsweredAreDeleted() throws IOException {
        try (SpoolStore store = new SpoolStore(spool)) {
            for (int i = 0; i < 500; i++) {
                store.append(List.of(event("event " + i)));
            }
            assertThat(segments()).hasSizeGreaterThan(2);
            readAll(store);
            store.release(500);

            assertThat(segments()).hasSize(1);
            assertThat(store.keptBytes()).isLessThan(2L * SEGMENT);
        }
    }

    @Test
    void aTornTailIsLeftOutWhereverItIsTorn() throws IOException {
        for (int cut = 1; cut < 20; cut++) {
            Spool torn = new Spool(folder.resolve("torn-" + cut), Spool.Sync.NEVER, 1_000_000, SEGMENT);
            try (SpoolStore store = new SpoolStore(torn)) {
                store.append(List.of(event("first event"), event("second event")));
            }
            Path file = torn.folder().resolve("0000000000000001.usage");
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, java.util.Arrays.copyOf(whole, whole.length - cut));

            try (SpoolStore store = new SpoolStore(torn)) {
                assertThat(store.unreadEvents()).isEqualTo(1);
                store.append(List.of(event("third event")));
                assertThat(readAll(store)).containsExactly("first event", "third event");
            }
        }
    }

    @Test
    void damageTakesTheRestOfItsFileOnlyAndIsKeptForPeople() throws IOException {
        try (SpoolStore store = new SpoolStore(spool)) {
            for (int i = 0; i < 300; i++) {
                store.append(List.of(event("event " + i)));
            }
        }
        Path first = segments().getFirst();
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(first, bytes);

        try (SpoolStore store = new SpoolStore(spool)) {
            assertThat(store.unreadableBytes()).isBetween(1L, (long) SEGMENT);
            List<String> left = readAll(store);
            assertThat(left).hasSizeBetween(100, 299).startsWith("event 0").endsWith("event 299");
            assertThat(first.resolveSibling(first.getFileName() + ".damaged")).exists();
        }
    }

    @Test
    void aLostOrDamagedPositionMeansSendingAgain() throws IOException {
        try (SpoolStore store = new SpoolStore(spool)) {
            store.append(
                    IntStream.range(0, 5).mapToObj(i -> event("event " + i)).toList());
            store.read(3, 1_000);
            store.release(3);
        }
        try (SpoolStore store = new SpoolStore(spool)) {
            assertThat(readAll(store)).containsExactly("event 3", "event 4");
        }
        Files.write(spool.folder().resolve("position"), new byte[20]);
        try (SpoolStore store = new SpoolStore(spool)) {
            assertThat(store.unreadEvents()).isEqualTo(5);
        }
    }

    @Test
    void aFolderHasOneOwner() throws IOException {
        try (SpoolStore store = new SpoolStore(spool)) {
            assertThatThrownBy(() -> new SpoolStore(spool))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            store.append(List.of(event("still mine")));
        }
        new SpoolStore(spool).close();
    }

    @Test
    void whoIsRefusedAFolderDoesNotTakeItsLockFromItsOwner() throws Exception {
        Path link = spool.folder().resolveSibling("link-" + spool.folder().getFileName());
        try (SpoolStore store = new SpoolStore(spool)) {
            Files.createSymbolicLink(link, spool.folder());
            for (Path name : List.of(spool.folder(), spool.folder().resolve("."), link)) {
                assertThatThrownBy(() -> new SpoolStore(Spool.in(name))).hasMessageContaining("in use");
            }

            assertThat(openedByAnotherProcess()).contains("in use");
            store.append(List.of(event("still mine")));
        } finally {
            Files.deleteIfExists(link);
        }
        assertThat(openedByAnotherProcess()).isEqualTo("opened");
    }

    private String openedByAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opening.class.getName(),
                        spool.folder().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** Another application on the same folder. */
    static final class Opening {

        private Opening() {}

        public static void main(String[] arguments) throws IOException {
            try {
                new SpoolStore(Spool.in(Path.of(arguments[0]))).close();
                System.out.println("opened");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
