package io.enterprisemode.billing.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.ingest.QueuedBatches.Arrival;
import io.enterprisemode.billing.metering.LatenessRule;
import io.enterprisemode.billing.metering.UsageEvent;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QueuedBatchesTest {

    private static final UUID ACME = new UUID(1, 1);
    private static final UUID GLOBEX = new UUID(2, 2);
    private static final UUID SALES = new UUID(3, 3);
    private static final Instant SECOND = Instant.parse("2026-01-05T08:15:30Z");

    private int made;

    private Arrival arrival(UUID organization, Instant receivedAt, Instant time, UUID... teams) {
        int position = made++;
        Meter meter = new Meter((short) 1, "emails", "Emails", "email", Aggregation.SUM, null);
        UsageEvent event = new UsageEvent(
                new UUID(0, position), "/tests", "mail-" + position, meter, new UUID(4, 4), time, 1, null, null);
        return new Arrival(position, organization, List.of(teams), receivedAt, event, null);
    }

    private Arrival arrival(UUID organization, long millis) {
        return arrival(organization, SECOND.plusMillis(millis), SECOND);
    }

    private static List<List<Integer>> positions(Map<UUID, List<List<Arrival>>> batches, UUID organization) {
        return batches.get(organization).stream()
                .map(batch -> batch.stream().map(Arrival::position).toList())
                .toList();
    }

    @Test
    void whatArrivedInOneSecondGoesTogetherByOrganization() {
        var batches = QueuedBatches.of(List.of(
                arrival(ACME, 0),
                arrival(GLOBEX, 1),
                arrival(ACME, 999),
                arrival(ACME, 1_000),
                arrival(GLOBEX, 1_999)));

        assertThat(positions(batches, ACME)).containsExactly(List.of(0, 2), List.of(3));
        assertThat(positions(batches, GLOBEX)).containsExactly(List.of(1), List.of(4));
        assertThat(QueuedBatches.receivedAt(batches.get(ACME).getFirst())).isEqualTo(SECOND.plusMillis(999));
    }

    @Test
    void whatReachesElsewhereGoesByItself() {
        var batches = QueuedBatches.of(List.of(
                arrival(ACME, 0),
                arrival(ACME, SECOND, SECOND, SALES),
                arrival(ACME, SECOND, SECOND, SALES),
                arrival(ACME, 1)));

        assertThat(positions(batches, ACME)).containsExactly(List.of(0), List.of(1, 2), List.of(3));
    }

    @Test
    void aBatchHasAtMostAThousandEvents() {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            arrivals.add(arrival(ACME, i % 1_000));
        }

        assertThat(QueuedBatches.of(arrivals).get(ACME)).extracting(List::size).containsExactly(1_000, 1_000, 500);
    }

    @Test
    void theArrivalOfABatchJudgesEveryEventAsItsOwnDoes() {
        Random random = new Random(7);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Instant receivedAt = SECOND.plusMillis(random.nextInt(3_000));
            Duration aside = Duration.ofMillis(random.nextInt(4_000) - 2_000L);
            Instant time =
                    switch (random.nextInt(3)) {
                        case 0 -> receivedAt.minus(LatenessRule.MOST_BEHIND).plus(aside);
                        case 1 -> receivedAt.plus(LatenessRule.MOST_AHEAD).plus(aside);
                        default -> receivedAt.minusSeconds(random.nextInt(100_000));
                    };
            arrivals.add(arrival(ACME, receivedAt, time));
        }

        for (List<Arrival> batch : QueuedBatches.of(arrivals).get(ACME)) {
            Instant together = QueuedBatches.receivedAt(batch);
            assertThat(batch).allSatisfy(arrival -> {
                Instant time = arrival.event().time();
                assertThat(LatenessRule.isTooOld(time, together))
                        .isEqualTo(LatenessRule.isTooOld(time, arrival.receivedAt()));
                assertThat(LatenessRule.isTooFarAhead(time, together))
                        .isEqualTo(LatenessRule.isTooFarAhead(time, arrival.receivedAt()));
                // A period ends at a whole second: what was late by one arrival is late by the other.
                assertThat(together.getEpochSecond())
                        .isEqualTo(arrival.receivedAt().getEpochSecond());
            });
        }
    }
}
