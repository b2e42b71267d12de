package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.web.access.Reach;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchCompatibilityTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);
    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
    private static final Meter EMAILS = new Meter((short) 1, "emails", "Emails", "email", Aggregation.SUM, null);

    private final BatchCompatibility compatibility = new BatchCompatibility();

    private static UsageBatch batch(UUID organization, boolean backfill, String... ids) {
        List<ParsedEvent> events = Arrays.stream(ids)
                .map(id -> (ParsedEvent) new ParsedEvent.Valid(new UsageEvent(
                        UsageKeys.event("/tests", id), "/tests", id, EMAILS, new UUID(1, 1), NOW, 1, null, null)))
                .toList();
        return new UsageBatch(
                organization,
                new Reach.WholeOrganization(),
                backfill,
                NOW,
                Catalogue.of(List.of(EMAILS), List.of()),
                events,
                null);
    }

    @Test
    void requestsOfDifferentEventsShareATransaction() {
        assertThat(compatibility.test(batch(ACME, false, "1", "2"))).isTrue();
        assertThat(compatibility.test(batch(ACME, false, "3"))).isTrue();
        assertThat(compatibility.test(batch(GLOBEX, false, "1", "2"))).isTrue();
    }

    @Test
    void requestsOfOneEventDoNot() {
        compatibility.test(batch(ACME, false, "1", "2"));

        assertThat(compatibility.test(batch(ACME, false, "3", "2"))).isFalse();
        assertThat(compatibility.test(batch(ACME, false, "3"))).isTrue();
    }

    @Test
    void oneRequestMayNameAnEventTwice() {
        assertThat(compatibility.test(batch(ACME, false, "1", "1"))).isTrue();
    }

    @Test
    void aBackfillDoesNotJoinLiveUsageOfItsOrganization() {
        compatibility.test(batch(ACME, false, "1"));

        assertThat(compatibility.test(batch(ACME, true, "2"))).isFalse();
        assertThat(compatibility.test(batch(GLOBEX, true, "2"))).isTrue();
        assertThat(compatibility.test(batch(GLOBEX, false, "3"))).isFalse();
    }
}
