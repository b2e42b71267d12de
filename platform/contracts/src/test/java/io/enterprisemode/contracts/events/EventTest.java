package io.enterprisemode.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.teams.Heartbeat;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventTest {

    private static final Instant HOUR = Instant.parse("2026-01-05T08:00:00Z");
    private static final UUID ACME = UUID.randomUUID();
    private static final UUID WORKSPACE = UUID.randomUUID();

    private static final Event USAGE = Event.of(
            EventTypes.USAGE_RECORDED,
            new UsageRecorded(ACME, WORKSPACE, "emails", Aggregation.SUM, HOUR, 12, 3, 1),
            UUID.randomUUID(),
            URI.create("/billing-service"),
            HOUR.plusSeconds(7),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    @Test
    void anEventComesBackFromItsKafkaRecord() {
        Event read = Event.ofRecord(USAGE.key(), USAGE.headers(), USAGE.value());

        assertThat(read).isEqualTo(USAGE);
        assertThat(read.read(EventTypes.USAGE_RECORDED).quantity()).isEqualTo(12);
        assertThat(read.key()).isEqualTo(ACME + ":" + WORKSPACE + ":emails:2026-01-05T08:00:00Z");
    }

    @Test
    void theHeartbeatBelongsToNoOrganization() {
        Event heartbeat = Event.of(
                EventTypes.HEARTBEAT, new Heartbeat(HOUR), UUID.randomUUID(), URI.create("/teams-service"), HOUR, null);

        assertThat(heartbeat.headers())
                .doesNotContainKeys(EventHeaders.ORGANIZATION, EventHeaders.TRACE_PARENT)
                .containsEntry(
                        EventHeaders.DATA_SCHEMA, "urn:enterprisemode:schema:io.enterprisemode.teams.heartbeat.v1");
        assertThat(Event.ofRecord(heartbeat.key(), heartbeat.headers(), heartbeat.value()))
                .isEqualTo(heartbeat);
    }

    @Test
    void aRecordWithoutAHeaderOrWithAMalformedOneIsRefused() {
        for (Map<String, String> wrong : List.of(
                Map.of(EventHeaders.SPEC_VERSION, "0.3"),
                Map.of(EventHeaders.ID, "seven"),
                Map.of(EventHeaders.TIME, "yesterday"),
                Map.of(EventHeaders.TYPE, " "),
                Map.of(EventHeaders.ORGANIZATION, "acme"))) {
            Map<String, String> headers = new HashMap<>(USAGE.headers());
            headers.putAll(wrong);

            assertThatIllegalArgumentException().isThrownBy(() -> Event.ofRecord(USAGE.key(), headers, USAGE.value()));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Event.ofRecord(null, USAGE.headers(), USAGE.value()));
    }

    @Test
    void anEventIsNotReadAsAnother() {
        assertThatIllegalArgumentException().isThrownBy(() -> USAGE.read(EventTypes.HEARTBEAT));
    }

    @Test
    void deadLettersHaveATopicOfTheirOwn() {
        assertThat(Topics.deadLetter(Topics.BILLING_LIFECYCLE)).isEqualTo("billing.lifecycle.v1.dead-letter");
        assertThat(Topics.byName(Topics.deadLetter(Topics.BILLING_USAGE_RECORDED)))
                .contains(new Topic("billing.usage.recorded.v1.dead-letter", false, 6, Duration.ofDays(90)));
        assertThat(Topics.byName("nothing.v1")).isEmpty();
    }
}
