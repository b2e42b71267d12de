package io.enterprisemode.billing.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IngestTopicTest {

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private IngestTopic topic;

    @BeforeEach
    void whereNoKafkaIs() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        topic = new IngestTopic("127.0.0.1:" + port, new Bounds(), metrics);
    }

    @AfterEach
    void close() {
        topic.close(new ShutdownEvent());
    }

    private record Bounds() implements QueueConfiguration {

        @Override
        public Duration workspacePatience() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int mostInFlight() {
            return 100;
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(2);
        }

        @Override
        public int batch() {
            return 10;
        }
    }

    private static List<QueuedUsage> events(int count) {
        UUID acme = new UUID(1, 1);
        return IntStream.range(0, count)
                .mapToObj(number -> new QueuedUsage(
                        acme,
                        "mail-" + number,
                        "/tests",
                        "emails",
                        new UUID(2, 2).toString(),
                        "2026-01-05T08:15:30Z",
                        Instant.parse("2026-01-05T08:15:31Z"),
                        List.of(),
                        null,
                        "{\"quantity\":1}"))
                .toList();
    }

    @Test
    void withoutKafkaTheSenderIsToldWhenToComeAgainAndNothingIsHeld() {
        Instant before = Instant.now();

        assertThatThrownBy(() -> topic.send(events(1_000)).await().atMost(Duration.ofSeconds(20)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
                    assertThat(problem.retryAfter()).isPositive();
                });

        // One event waits for Kafka, not each of the thousand.
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
        assertThat(metrics.get("enterprise.usage.queue.in-flight").gauge().value())
                .isZero();
    }

    @Test
    void nothingToSendNeedsNoKafka() {
        topic.send(List.of()).await().atMost(Duration.ofSeconds(1));
    }
}
