package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.metering.WriteQueue.Bounds;
import io.enterprisemode.billing.metering.WriteQueue.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WriteQueueTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);
    private static final UUID INITECH = new UUID(0, 3);

    private long now = -5_000_000_000L;

    private final WriteQueue<String> queue =
            new WriteQueue<>(new Bounds(1_000, 600, 100, Duration.ofMillis(2)), () -> now);

    private void offer(UUID organization, String request, int size) {
        assertThat(queue.offer(organization, request, size)).isTrue();
    }

    private Turn<String> next() {
        return queue.next(0, request -> true);
    }

    private static Turn<String> write(String... requests) {
        return new Turn.Write<>(List.of(requests));
    }

    @Test
    void aRequestThatFindsNobodyIsWrittenAtOnce() {
        assertThat(next()).isEqualTo(new Turn.Nothing<>());

        offer(ACME, "a1", 1);

        assertThat(next()).isEqualTo(write("a1"));
        assertThat(next()).isEqualTo(new Turn.Nothing<>());
    }

    @Test
    void whatWaitedMeanwhileSharesATransactionAndKeepsItsOrder() {
        offer(ACME, "a1", 1);
        offer(ACME, "a2", 1);
        offer(GLOBEX, "g1", 1);

        assertThat(next()).isEqualTo(write("a1", "g1", "a2"));
    }

    private void offerMany(int requests) {
        for (int i = 0; i < requests; i++) {
            offer(ACME, "many" + i, 1);
        }
    }

    @Test
    void afterACrowdTransactionsKeepAPaceUnlessTheNextIsLarge() {
        offerMany(WriteQueue.CROWD);
        next();

        offer(ACME, "a1", 10);
        assertThat(next()).isEqualTo(new Turn.Later<>(Duration.ofMillis(2)));
        now += 500_000;
        assertThat(next()).isEqualTo(new Turn.Later<>(Duration.ofNanos(1_500_000)));
        assertThat(queue.isFull()).isFalse();
        offer(GLOBEX, "g1", 15);
        assertThat(queue.isFull()).isTrue();
        assertThat(next()).isEqualTo(write("a1", "g1"));
    }

    @Test
    void afterACrowdNobodyWaitsLongerThanThePace() {
        offerMany(WriteQueue.CROWD);
        next();
        assertThat(next()).isEqualTo(new Turn.Nothing<>());

        now += 2_000_000;
        offer(ACME, "a1", 1);
        assertThat(next()).isEqualTo(write("a1"));
    }

    @Test
    void anotherTransactionIsBegunBesideOneOnlyWhenItIsWorthIt() {
        offer(ACME, "a1", 24);
        assertThat(queue.isWorthwhile(1)).isFalse();
        assertThat(queue.next(1, request -> true)).isEqualTo(new Turn.Nothing<>());

        offer(GLOBEX, "g1", 1);

        assertThat(queue.isWorthwhile(1)).isTrue();
        assertThat(queue.next(1, request -> true)).isEqualTo(write("a1", "g1"));
        assertThat(queue.isWorthwhile(0)).isFalse();
    }

    @Test
    void fewDoNotWait() {
        offerMany(WriteQueue.CROWD - 1);
        next();
        offer(ACME, "a2", 1);

        assertThat(next()).isEqualTo(write("a2"));
    }

    @Test
    void theFloodOfOneOrganizationHoldsNobodyElseUp() {
        for (int i = 0; i < 6; i++) {
            offer(ACME, "flood" + i, 90);
        }
        offer(GLOBEX, "g1", 5);
        offer(INITECH, "i1", 5);

        assertThat(next()).isEqualTo(write("flood0", "g1", "i1"));
    }

    @Test
    void anOrganizationThatWasLeftOutComesFirstNextTime() {
        offer(ACME, "a1", 60);
        offer(GLOBEX, "g1", 60);
        offer(INITECH, "i1", 40);
        offer(ACME, "a2", 1);

        assertThat(next()).isEqualTo(write("a1", "i1"));
        offer(INITECH, "i2", 40);
        assertThat(next()).isEqualTo(write("g1", "a2"));
        assertThat(next()).isEqualTo(write("i2"));
    }

    @Test
    void aRequestLargerThanATransactionIsWrittenByItself() {
        offer(ACME, "huge", 500);
        offer(GLOBEX, "g1", 1);

        assertThat(next()).isEqualTo(write("huge"));
        assertThat(next()).isEqualTo(write("g1"));
    }

    @Test
    void itIsBoundedAlsoForOneOrganization() {
        offer(ACME, "a1", 599);
        assertThat(queue.offer(ACME, "a2", 2)).isFalse();
        offer(ACME, "a3", 1);
        offer(GLOBEX, "g1", 400);
        assertThat(queue.offer(INITECH, "i1", 1)).isFalse();
        assertThat(queue.events()).isEqualTo(1_000);

        next();

        assertThat(queue.offer(INITECH, "i1", 1)).isTrue();
    }

    @Test
    void whereNothingWaitsThereIsRoomForAnything() {
        offer(ACME, "beyond", 5_000);

        assertThat(next()).isEqualTo(write("beyond"));
    }

    @Test
    void whoDoesNotFitWaitsAndKeepsTheOrderOfItsOrganization() {
        offer(ACME, "a1", 1);
        offer(ACME, "a1 again", 1);
        offer(ACME, "a2", 1);
        offer(GLOBEX, "g1", 1);
        List<String> asked = new ArrayList<>();

        Turn<String> first = queue.next(0, request -> {
            asked.add(request);
            return !request.endsWith("again");
        });

        assertThat(first).isEqualTo(write("a1", "g1"));
        assertThat(asked).containsExactly("a1", "g1", "a1 again");
        now += 2_000_000;
        assertThat(next()).isEqualTo(write("a1 again", "a2"));
    }
}
