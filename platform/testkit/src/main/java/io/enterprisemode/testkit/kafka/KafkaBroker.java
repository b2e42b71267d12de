package io.enterprisemode.testkit.kafka;

import io.enterprisemode.contracts.events.Topic;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.jvm.OncePerJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka broker (KRaft, broker and controller in one) of this JVM, on free ports, with the topics of the suite; and
 * a second broker of its cluster for tests that stop one.
 */
public final class KafkaBroker {

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    /**
     * How a broker is started again: where it was before.
     *
     * @param directory of its logs
     */
    private record Place(Path directory, Properties properties) {}

    /** Held here, as the logging system itself forgets levels of loggers nobody refers to. */
    private static final List<Logger> QUIET = Stream.of("kafka", "org.apache.kafka", "state.change.logger")
            .map(Logger::getLogger)
            .toList();

    private static @Nullable String bootstrap;
    private static @Nullable String controller;
    private static @Nullable String cluster;
    private static @Nullable Place second;
    private static @Nullable KafkaRaftServer runningSecond;

    private KafkaBroker() {}

    /** Its address for clients. */
    public static String bootstrapServers() {
        return OncePerJvm.setting(KafkaBroker.class, "bootstrap");
    }

    static synchronized Map<String, String> start() {
        if (bootstrap == null) {
            QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
            bootstrap = startBroker();
            createTopics(bootstrap);
        }
        return Map.of("bootstrap", bootstrap);
    }

    private static String startBroker() {
        List<Integer> ports = freePorts();
        String address = "localhost:" + ports.get(0);
        String quorum = "localhost:" + ports.get(1);
        String clusterId = Uuid.randomUuid().toString();
        Properties properties = common(FIRST, quorum);
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "listeners", "PLAINTEXT://" + address + ",CONTROLLER://" + quorum,
                "advertised.listeners", "PLAINTEXT://" + address));
        Place place = formatted(FIRST, clusterId, properties);
        KafkaRaftServer server = started(place);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, place.directory()), "kafka-stop"));
        controller = quorum;
        cluster = clusterId;
        return address;
    }

    /** Starts a second broker of the cluster, with nothing on it, or as it was when it was stopped. */
    static synchronized Map<String, String> startSecond() {
        if (runningSecond == null) {
            start();
            Place place = second;
            if (place == null) {
                String address = "localhost:" + freePorts().getFirst();
                Properties properties = common(SECOND, Objects.requireNonNull(controller));
                properties.putAll(Map.of(
                        "process.roles", "broker",
                        "listeners", "PLAINTEXT://" + address,
                        "advertised.listeners", "PLAINTEXT://" + address));
                Place made = formatted(SECOND, Objects.requireNonNull(cluster), properties);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made.directory()), "kafka-delete"));
                second = made;
                place = made;
            }
            runningSecond = started(place);
        }
        return Map.of("id", String.valueOf(SECOND));
    }

    /** Stops the second broker: what lies on it only has no leader then. */
    static synchronized Map<String, String> stopSecond() {
        KafkaRaftServer running = runningSecond;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
            runningSecond = null;
        }
        return Map.of();
    }

    private static KafkaRaftServer started(Place place) {
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(place.properties()), Time.SYSTEM);
        server.startup();
        return server;
    }

    private static Place formatted(int node, String clusterId, Properties properties) {
        try {
            Path directory = Files.createTempDirectory("enterprise-kafka");
            properties.put("log.dirs", directory.toString());
            new Formatter()
                    .setPrintStream(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
                    .setNodeId(node)
                    .setClusterId(clusterId)
                    .setControllerListenerName("CONTROLLER")
                    .addDirectory(directory.toString())
                    .setMetadataLogDirectory(directory.toString())
                    .run();
            return new Place(directory, properties);
        } catch (Exception e) {
            throw new IllegalStateException("The embedded Kafka did not start", e);
        }
    }

    private static Properties common(int node, String quorum) {
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("node.id", String.valueOf(node)),
                Map.entry("controller.quorum.voters", FIRST + "@" + quorum),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("num.partitions", "3"),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"),
                Map.entry("background.threads", "2"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("log.segment.bytes", "16777216"),
                Map.entry("log.index.size.max.bytes", "1048576"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152")));
        return properties;
    }

    private static void createTopics(String bootstrap) {
        List<NewTopic> topics =
                Topics.withDeadLetters().stream().map(KafkaBroker::newTopic).toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(topics).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while creating topics", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Could not create the topics of the suite", e);
        }
    }

    private static NewTopic newTopic(Topic topic) {
        return new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings());
    }

    private static List<Integer> freePorts() {
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(first.getLocalPort(), second.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free for Kafka", e);
        }
    }

    private static void stop(KafkaRaftServer server, Path directory) {
        server.shutdown();
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("Left behind: " + directory + " (" + e.getMessage() + ")");
        }
    }
}
