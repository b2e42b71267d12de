package io.enterprisemode.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.Heartbeat;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventContractTest {

    private static final String TYPE = EventTypes.HEARTBEAT.type();

    @Test
    void dataOfTheCatalogueConforms() {
        assertThat(EventContract.violations(TYPE, EventJson.write(new Heartbeat(Instant.EPOCH))))
                .isEmpty();
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThat(EventContract.violations(TYPE, "{}")).anyMatch(line -> line.contains("at"));
        assertThat(EventContract.violations(TYPE, "{\"at\": \"yesterday\"}")).anyMatch(line -> line.contains("at"));
        assertThat(EventContract.violations(TYPE, "{")).anyMatch(line -> line.contains("no JSON"));
        assertThat(EventContract.violations("no.such.type", "{}"))
                .anyMatch(line -> line.contains("not in the catalogue"));
    }

    @Test
    void aRecordOnAForeignTopicDoesNotConform() {
        ReceivedRecord stray = new ReceivedRecord(
                Topics.AUDIT_EVENTS,
                0,
                0,
                "heartbeat",
                Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "019a0000-0000-7000-8000-000000000001",
                        "ce_source", "/teams-service",
                        "ce_type", TYPE,
                        "ce_subject", "heartbeat",
                        "ce_time", "2026-01-01T00:00:00Z",
                        "ce_dataschema", "urn:enterprisemode:schema:" + TYPE),
                "{\"at\": \"2026-01-01T00:00:00Z\"}");

        assertThatThrownBy(() -> EventContract.assertConforms(stray))
                .hasMessageContaining("published on audit.events.v1");
    }

    @Test
    void theOutboxIsReadAndChecked() throws SQLException {
        ServiceDatabase database = ServiceDatabase.of("outbox");
        try (Connection owner = database.owner();
                Statement statement = owner.createStatement()) {
            statement.execute("create table outbox_event (type text, payload text)");
            statement.execute(
                    "insert into outbox_event values ('%s', '{\"at\": \"2026-01-01T00:00:00Z\"}')".formatted(TYPE));
            assertThat(EventContract.assertStored(database, "select type, payload from outbox_event"))
                    .isEqualTo(1);

            statement.execute("insert into outbox_event values ('%s', '{}')".formatted(TYPE));
        }

        assertThatThrownBy(() -> EventContract.assertStored(database, "select type, payload from outbox_event"))
                .hasMessageContaining(TYPE);
    }
}
