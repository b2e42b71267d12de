package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaneTransactionsTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);

    private static final short EMAILS = 1;
    private static final short API_CALLS = 2;

    private final LaneTransactions transactions = new LaneTransactions();

    private LaneTransactions.Begun begin(Set<UUID> organizations) {
        return transactions.begin(
                organizations, organization -> organization.equals(ACME) ? Set.of(EMAILS) : Set.of(API_CALLS));
    }

    @Test
    void oneThatIsAloneHasWaitedForSomebodyElse() {
        assertThat(begin(Set.of(ACME)).mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void onePipelinedAfterAnotherOfItsOrganizationMayHaveWaitedForIt() {
        LaneTransactions.Begun first = begin(Set.of(GLOBEX, ACME));
        LaneTransactions.Begun second = begin(Set.of(ACME));

        assertThat(second.mayHaveWaitedForUs()).isTrue();
        assertThat(first.mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void thoseOfOtherOrganizationsSayNothing() {
        begin(Set.of(GLOBEX));

        assertThat(begin(Set.of(ACME)).mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void oneThatWasCommittedMeanwhileMayHaveHadTheLock() {
        LaneTransactions.Begun first = begin(Set.of(ACME));
        LaneTransactions.Begun second = begin(Set.of(ACME));
        first.committed();

        assertThat(second.mayHaveWaitedForUs()).isTrue();
        assertThat(begin(Set.of(ACME, GLOBEX)).mayHaveWaitedForUs())
                .as("pipelined after the second")
                .isTrue();
    }

    @Test
    void oneThatGaveUpHadNoLock() {
        LaneTransactions.Begun first = begin(Set.of(ACME));
        LaneTransactions.Begun second = begin(Set.of(ACME));
        first.failed();

        assertThat(second.mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void whatIsCommittedWhileSomethingWatchesIsSeenByOrganizationAndMeter() {
        LaneTransactions.Begun before = begin(Set.of(ACME, GLOBEX));
        LaneTransactions.Watch acme = transactions.watch(ACME);
        LaneTransactions.Watch globex = transactions.watch(GLOBEX);
        assertThat(acme.hasSeen(EMAILS)).isFalse();

        before.committed();
        begin(Set.of(GLOBEX)).failed();

        assertThat(acme.hasSeen(EMAILS)).isTrue();
        assertThat(acme.hasSeen(API_CALLS)).as("of the other organization").isFalse();
        assertThat(globex.hasSeen(API_CALLS)).isTrue();
        assertThat(globex.hasSeen(EMAILS)).isFalse();
    }

    @Test
    void whatGaveUpOrCameAfterTheEndIsNotSeen() {
        LaneTransactions.Watch watch = transactions.watch(ACME);
        begin(Set.of(ACME)).failed();
        assertThat(watch.hasSeen(EMAILS)).isFalse();

        watch.ended();
        begin(Set.of(ACME)).committed();

        assertThat(watch.hasSeen(EMAILS)).isFalse();
    }

    @Test
    void whoeverWatchesHoldsNobodyUp() {
        LaneTransactions.Watch watch = transactions.watch(ACME);

        assertThat(begin(Set.of(ACME)).mayHaveWaitedForUs()).isFalse();
        watch.ended();
    }
}
