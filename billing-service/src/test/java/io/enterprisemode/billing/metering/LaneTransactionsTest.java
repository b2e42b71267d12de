package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LaneTransactionsTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);

    private final LaneTransactions transactions = new LaneTransactions();

    @Test
    void oneThatIsAloneHasWaitedForSomebodyElse() {
        assertThat(transactions.begin(Set.of(ACME)).mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void oneBehindAnotherOfItsOrganizationMayHaveWaitedForIt() {
        LaneTransactions.Begun first = transactions.begin(Set.of(GLOBEX, ACME));
        LaneTransactions.Begun second = transactions.begin(Set.of(ACME));

        assertThat(second.mayHaveWaitedForUs()).isTrue();
        assertThat(first.mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void thoseOfOtherOrganizationsSayNothing() {
        transactions.begin(Set.of(GLOBEX));

        assertThat(transactions.begin(Set.of(ACME)).mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void oneThatWasCommittedMeanwhileMayHaveHadTheLock() {
        LaneTransactions.Begun first = transactions.begin(Set.of(ACME));
        LaneTransactions.Begun second = transactions.begin(Set.of(ACME));
        first.committed();

        assertThat(second.mayHaveWaitedForUs()).isTrue();
        assertThat(transactions.begin(Set.of(ACME, GLOBEX)).mayHaveWaitedForUs())
                .as("behind the second")
                .isTrue();
    }

    @Test
    void oneThatGaveUpHadNoLock() {
        LaneTransactions.Begun first = transactions.begin(Set.of(ACME));
        LaneTransactions.Begun second = transactions.begin(Set.of(ACME));
        first.failed();

        assertThat(second.mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void onePatientThatIsUnderWayMayItselfBeWaiting() {
        transactions.beginPatient(ACME);

        assertThat(transactions.begin(Set.of(ACME)).mayHaveWaitedForUs()).isFalse();
        assertThat(transactions.beginPatient(GLOBEX).mayHaveWaitedForUs()).isFalse();
    }

    @Test
    void onePatientMayHaveWaitedForOneBeforeItOrOneThatWasCommittedMeanwhile() {
        LaneTransactions.Begun before = transactions.begin(Set.of(ACME));
        LaneTransactions.Begun patient = transactions.beginPatient(ACME);
        assertThat(patient.mayHaveWaitedForUs()).isTrue();

        before.failed();
        LaneTransactions.Begun after = transactions.begin(Set.of(ACME));
        assertThat(patient.mayHaveWaitedForUs()).isFalse();

        after.committed();
        assertThat(patient.mayHaveWaitedForUs()).isTrue();
    }

    @Test
    void onePatientThatWasCommittedHadTheLock() {
        LaneTransactions.Begun patient = transactions.beginPatient(ACME);
        LaneTransactions.Begun another = transactions.beginPatient(ACME);
        LaneTransactions.Begun lane = transactions.begin(Set.of(ACME, GLOBEX));
        patient.committed();

        assertThat(another.mayHaveWaitedForUs()).isTrue();
        assertThat(lane.mayHaveWaitedForUs()).isTrue();
    }
}
