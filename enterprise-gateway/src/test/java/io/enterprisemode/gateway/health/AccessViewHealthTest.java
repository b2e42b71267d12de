package io.enterprisemode.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccessViewHealthTest {

    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = FIRST.plusSeconds(60);

    @Test
    void theAgeOfTheViewIsReadFromTheWellnessCheck() {
        AccessViewHealth view =
                AccessViewHealth.of("billing", wellness(true), null, FIRST).orElseThrow();

        assertThat(view).isEqualTo(new AccessViewHealth("billing", 47L, 10, true, FIRST, FIRST));
    }

    @Test
    void itIsStaleSinceItWasFirstSeenSo() {
        AccessViewHealth fresh =
                AccessViewHealth.of("billing", wellness(false), null, FIRST).orElseThrow();
        AccessViewHealth stale =
                AccessViewHealth.of("billing", wellness(true), fresh, LATER).orElseThrow();

        assertThat(stale.since()).isEqualTo(LATER);
        assertThat(AccessViewHealth.of("billing", wellness(true), stale, LATER.plusSeconds(2))
                        .orElseThrow()
                        .since())
                .isEqualTo(LATER);
    }

    @Test
    void aServiceWithoutAViewOfItsOwnHasNone() {
        assertThat(AccessViewHealth.of("teams", json("{\"status\": \"UP\", \"checks\": []}"), null, FIRST))
                .isEmpty();
        assertThat(AccessViewHealth.of(
                        "teams", json("{\"checks\": [{\"name\": \"access-view\", \"status\": \"UP\"}]}"), null, FIRST))
                .isEmpty();
    }

    private static JsonNode wellness(boolean stale) {
        return json("""
                {"status": "%s", "checks": [{"name": "outbox", "status": "UP"},
                  {"name": "access-view", "status": "%s",
                   "data": {"ageSeconds": 47, "staleAfterSeconds": 10,
                    "stale": %s}}]}""".formatted(stale ? "DOWN" : "UP", stale ? "DOWN" : "UP", stale));
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
