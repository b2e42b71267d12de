package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.access.UnreadableRecord.Subject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UnreadableRecordTest {

    private final UUID acme = UUID.randomUUID();
    private final UUID principal = UUID.randomUUID();

    @Test
    void theKeyTellsWhomItIsAbout() {
        assertThat(record(acme + ":" + principal, "{}").subject()).contains(new Subject(acme, principal));
        assertThat(record("akeyofanapi", "{}").subject()).isEmpty();
        assertThat(record(acme + ":nobody", "{}").subject()).isEmpty();
    }

    @Test
    void theRevisionIsSeenWhateverElseThereIs() {
        assertThat(record("key", "{\"revision\": 7, \"roles\": [{\"role\": \"AUDITOR\"}]}")
                        .revision())
                .isEqualTo(7);
        assertThat(record("key", "{\"revision\": \"7\"}").revision()).isNull();
        assertThat(record("key", "{\"revision\": ").revision()).isNull();
        assertThat(record("key", "").revision()).isNull();
    }

    @Test
    void theReasonIsShort() {
        assertThat(UnreadableRecord.of("topic", 1, "key", "{}", "x".repeat(5_000))
                        .reason())
                .hasSize(500);
    }

    private static UnreadableRecord record(String key, String value) {
        return UnreadableRecord.of("topic", 1, key, value, "no");
    }
}
