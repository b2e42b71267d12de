package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventOrderTest {

    private static final Instant TIME = Instant.parse("2026-01-05T08:00:00Z");
    private static final UUID LOW = UUID.fromString("7fffffff-0000-0000-0000-000000000000");
    private static final UUID HIGH = UUID.fromString("80000000-0000-0000-0000-000000000000");

    @Test
    void timeComesBeforeArrivalAndArrivalBeforeTheKey() {
        List<EventOrder> inOrder = List.of(
                EventOrder.ofTime(TIME),
                new EventOrder(TIME, TIME.plusSeconds(1), HIGH),
                new EventOrder(TIME, TIME.plusSeconds(2), LOW),
                new EventOrder(TIME, TIME.plusSeconds(2), HIGH),
                new EventOrder(TIME.plusSeconds(1), TIME, LOW));

        assertThat(inOrder).isSorted();
        assertThat(inOrder.reversed().stream().sorted()).isEqualTo(inOrder);
    }
}
