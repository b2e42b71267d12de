package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.RowRetention;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Deletes old rows of the outbox, the inbox, the Idempotency-Keys and the decisions on dead letters. Nothing waits for
 * it. Events that could not be published are kept for inspection.
 */
@ApplicationScoped
class MessagingRetention {

    private static final Duration IDEMPOTENCY_KEYS = Duration.ofDays(30);

    private final RowRetention rows;
    private final MessagingConfiguration configuration;
    private final Clock clock;

    MessagingRetention(RowRetention rows, MessagingConfiguration configuration, Clock clock) {
        this.rows = rows;
        this.configuration = configuration;
        this.clock = clock;
    }

    @Scheduled(
            identity = "messaging-retention",
            every = "1h",
            delayed = "10m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        Instant now = clock.instant();
        Instant taken = now.minus(configuration.inboxRetention());
        return rows.drop("outbox_event", "published_at", now.minus(configuration.outboxRetention()))
                .chain(() -> rows.drop("idempotency_key", "created_at", now.minus(IDEMPOTENCY_KEYS)))
                .chain(() -> rows.drop("inbox_event", "processed_at", taken))
                .chain(() -> rows.drop("dead_letter_decision", "decided_at", taken))
                .chain(() -> rows.drop("dead_letter_sending", "claimed_until", taken))
                .replaceWithVoid();
    }
}
