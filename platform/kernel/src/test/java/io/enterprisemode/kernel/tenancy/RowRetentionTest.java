package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class RowRetentionTest {

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();

    @Inject
    RowRetention rows;

    @Test
    void whatIsOldGoesInStepsAndTheRestStays() throws SQLException {
        Instant month = Instant.now().minus(30, ChronoUnit.DAYS);
        write(
                "inbox_event (org_id, consumer, event_id, processed_at)",
                "'c', n::text",
                5_000,
                "now() - interval '31 days'",
                acme);
        write("inbox_event (org_id, consumer, event_id, processed_at)", "'c', n::text", 10, "now()", globex);
        write(
                "outbox_event (org_id, id, topic, key, type, subject, payload, published_at)",
                "gen_random_uuid(), 't', 'k', 't', 's', '{}'",
                10,
                "now() - interval '31 days'",
                acme);
        write(
                "outbox_event (org_id, id, topic, key, type, subject, payload, failed_at)",
                "gen_random_uuid(), 't', 'k', 't', 's', '{}'",
                3,
                "now() - interval '31 days'",
                globex);
        write(
                "idempotency_key (org_id, principal_id, route, key, fingerprint, created_at)",
                "gen_random_uuid(), 'r', n::text, 'f'",
                10,
                "now() - interval '31 days'",
                acme);

        assertThat(Await.result(() -> rows.drop("inbox_event", "processed_at", month)))
                .isGreaterThanOrEqualTo(5_000);
        assertThat(Await.result(() -> rows.drop("outbox_event", "published_at", month)))
                .isGreaterThanOrEqualTo(10);
        assertThat(Await.result(() -> rows.drop("idempotency_key", "created_at", month)))
                .isGreaterThanOrEqualTo(10);

        assertThat(count("inbox_event", acme) + count("outbox_event", acme) + count("idempotency_key", acme))
                .isZero();
        assertThat(count("inbox_event", globex)).isEqualTo(10);
        assertThat(count("outbox_event", globex))
                .as("what could not be published stays")
                .isEqualTo(3);
    }

    private void write(String into, String values, int rows, String at, UUID organization) throws SQLException {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("insert into %s select '%s', %s, %s from generate_series(1, %d) as n"
                    .formatted(into, organization, values, at, rows));
        }
    }

    private long count(String table, UUID organization) {
        return database.number("select count(*) from %s where org_id = '%s'".formatted(table, organization));
    }
}
