package io.enterprisemode.reporting.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.reporting.analytics.MeterTotals.WorkspaceTotal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MeterTotalsTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    @Test
    void workspacesAreAddedUpAndTheirSharesAreOfTheWhole() {
        MeterTotals totals = totals(Aggregation.MAX, now(ONE, 30), now(TWO, 90), before(ONE, 60));

        assertThat(totals.quantity()).isEqualTo(120);
        assertThat(totals.previousQuantity()).isEqualTo(60);
        assertThat(totals.change()).isEqualTo(1.0);
        assertThat(totals.exact()).isTrue();
        assertThat(totals.byWorkspace()).extracting(WorkspaceTotal::workspaceId).containsExactly(TWO, ONE);
        assertThat(totals.shareOf(totals.byWorkspace().getFirst())).isEqualTo(0.75);
    }

    @Test
    void distinctValuesAreAtLeastTheGreatestCountSeen() {
        MeterTotals totals = totals(Aggregation.UNIQUE_COUNT, now(ONE, 30), now(TWO, 90));

        assertThat(totals.quantity()).isEqualTo(90);
        assertThat(totals.exact()).isFalse();
    }

    @Test
    void withoutEarlierUsageThereIsNoChangeToTell() {
        assertThat(totals(Aggregation.SUM, now(ONE, 30)).change()).isNull();
    }

    @Test
    void aSumBeyondALongStopsAtTheGreatest() {
        assertThat(totals(Aggregation.SUM, now(ONE, Long.MAX_VALUE), now(TWO, 1))
                        .quantity())
                .isEqualTo(Long.MAX_VALUE);
    }

    private static MeterTotals totals(Aggregation aggregation, WorkspaceTotal... parts) {
        return MeterTotals.of("emails", aggregation, List.of(parts));
    }

    private static WorkspaceTotal now(UUID workspace, long quantity) {
        return new WorkspaceTotal(workspace, quantity, false);
    }

    private static WorkspaceTotal before(UUID workspace, long quantity) {
        return new WorkspaceTotal(workspace, quantity, true);
    }
}
