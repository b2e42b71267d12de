package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.metering.FairBatchQueue.Bounds;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FairBatchQueueTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);
    private static final UUID INITECH = new UUID(0, 3);

    private final FairBatchQueue<String> queue = new FairBatchQueue<>(new Bounds(1_000, 600, 100));

    private void offer(UUID organization, String request, int size) {
        assertThat(queue.offer(organization, request, size)).isTrue();
    }

    private List<String> next() {
        return queue.next(0, request -> true);
    }

    private static List<String> write(String... requests) {
        return List.of(requests);
    }

    @Test
    void aRequestThatFindsNobodyIsWrittenAtOnce() {
        assertThat(next()).isEqualTo(List.of());

        offer(ACME, "a1", 1);

        assertThat(next()).isEqualTo(write("a1"));
        assertThat(next()).isEqualTo(List.of());
    }

    @Test
    void whatWaitedMeanwhileSharesATransactionAndKeepsItsOrder() {
        offer(ACME, "a1", 1);
        offer(ACME, "a2", 1);
        offer(GLOBEX, "g1", 1);

        assertThat(next()).isEqualTo(write("a1", "g1", "a2"));
    }

    private static void offerMany(FairBatchQueue<String> queue, int requests) {
        for (int i = 0; i < requests; i++) {
            assertThat(queue.offer(ACME, "many" + i, 1)).isTrue();
        }
    }

    @Test
    void anotherTransactionIsBegunBesideOneFromAQuarterOfTheLargestOn() {
        offer(GLOBEX, "g0", 90);
        assertThat(next()).containsExactly("g0");
        offer(ACME, "a1", 24);
        assertThat(queue.isWorthATransaction(1)).isFalse();
        assertThat(queue.next(1, request -> true)).isEmpty();

        offer(GLOBEX, "g1", 1);

        assertThat(queue.isWorthATransaction(1)).isTrue();
        assertThat(queue.next(1, request -> true)).containsExactly("a1", "g1");
        assertThat(queue.isWorthATransaction(0)).isFalse();
    }

    @Test
    void anotherTransactionIsBegunBesideOneWhenHalfAsManyWaitAsAreInIt() {
        FairBatchQueue<String> large = new FairBatchQueue<>(new Bounds(1_000, 1_000, 1_000));
        offerMany(large, 200);
        assertThat(large.next(0, request -> true)).hasSize(200);

        offerMany(large, 99);
        assertThat(large.isWorthATransaction(1)).isFalse();
        offerMany(large, 1);

        assertThat(large.next(1, request -> true)).hasSize(100);
    }

    @Test
    void afterAFewAnotherTransactionIsBegunOnceItIsWorthIt() {
        FairBatchQueue<String> large = new FairBatchQueue<>(new Bounds(1_000, 1_000, 1_000));
        offerMany(large, 1);
        assertThat(large.next(0, request -> true)).hasSize(1);

        offerMany(large, FairBatchQueue.WORTH_A_TRANSACTION - 1);
        assertThat(large.isWorthATransaction(1)).isFalse();
        offerMany(large, 1);

        assertThat(large.isWorthATransaction(1)).isTrue();
    }

    @Test
    void toPipelineATransactionFewerAreEnough() {
        FairBatchQueue<String> large = new FairBatchQueue<>(new Bounds(1_000, 1_000, 1_000));
        assertThat(large.isWorthPipelining()).isFalse();
        offerMany(large, 1);
        assertThat(large.next(0, request -> true)).hasSize(1);

        offerMany(large, FairBatchQueue.WORTH_PIPELINING - 1);
        assertThat(large.isWorthPipelining()).isFalse();
        assertThat(large.nextPipelined(request -> true)).isEmpty();
        offerMany(large, 1);

        assertThat(large.isWorthATransaction(1)).isFalse();
        assertThat(large.isWorthPipelining()).isTrue();
        assertThat(large.nextPipelined(request -> true)).hasSize(FairBatchQueue.WORTH_PIPELINING);
    }

    @Test
    void toPipelineAfterALargeTransactionHalfAsManyAreNeeded() {
        FairBatchQueue<String> large = new FairBatchQueue<>(new Bounds(1_000, 1_000, 1_000));
        offerMany(large, 60);
        assertThat(large.next(0, request -> true)).hasSize(60);

        offerMany(large, 29);
        assertThat(large.isWorthPipelining()).isFalse();
        offerMany(large, 1);

        assertThat(large.nextPipelined(request -> true)).hasSize(30);
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
    void whatWaitsOfAnOrganizationCanBeTakenOut() {
        offer(ACME, "a1", 60);
        offer(GLOBEX, "g1", 1);
        offer(ACME, "a2", 7);

        assertThat(queue.remove(ACME)).containsExactly("a1", "a2");
        assertThat(queue.remove(ACME)).isEmpty();

        assertThat(queue.events()).isEqualTo(1);
        assertThat(next()).isEqualTo(write("g1"));
        offer(ACME, "a3", 1);
        assertThat(next()).isEqualTo(write("a3"));
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

        List<String> first = queue.next(0, request -> {
            asked.add(request);
            return !request.endsWith("again");
        });

        assertThat(first).isEqualTo(write("a1", "g1"));
        assertThat(asked).containsExactly("a1", "g1", "a1 again");
        assertThat(next()).isEqualTo(write("a1 again", "a2"));
    }
}
