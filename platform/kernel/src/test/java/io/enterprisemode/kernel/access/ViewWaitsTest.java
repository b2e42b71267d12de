package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.access.AwaitedView.Sight;
import io.enterprisemode.kernel.access.ViewWaits.Bounds;
import io.enterprisemode.kernel.access.ViewWaits.Wait;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ViewWaitsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);
    private static final ProblemType NO_ROOM = new ProblemType("no-room", 503, "Too much waits");

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Read> reads = new LinkedBlockingQueue<>();
    private final ViewWaits<NamedWorkspace, Set<UUID>> waits = new ViewWaits<>(
            vertx,
            new Bounds(100, 60),
            () -> NO_ROOM.with("Come back."),
            named -> Uni.createFrom().emitter(emitter -> reads.add(new Read(Set.copyOf(named), emitter))));
    private volatile Sight sight = Sight.OPEN;

    /** A read that is under way until the test ends it. */
    private record Read(Set<NamedWorkspace> named, UniEmitter<? super Set<UUID>> emitter) {

        void finds(UUID... there) {
            Set<UUID> found = named.stream().map(NamedWorkspace::id).collect(Collectors.toSet());
            found.retainAll(Set.of(there));
            emitter.complete(found);
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static UUID workspace(int number) {
        return new UUID(9, number);
    }

    private UniAssertSubscriber<Boolean> wait(UUID organization, int size, int workspace) {
        return waits.isKnown(new Wait<>(
                        organization,
                        size,
                        Set.of(new NamedWorkspace(organization, workspace(workspace))),
                        found -> found.contains(workspace(workspace)),
                        () -> sight))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private Read underWay() throws InterruptedException {
        Read read = reads.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(read).as("a read is under way").isNotNull();
        return read;
    }

    private static ProblemType problem(UniAssertSubscriber<Boolean> asked) {
        return ((ProblemException) asked.awaitFailure(PATIENCE).getFailure()).type();
    }

    @Test
    void howeverManyWaitOneReadIsUnderWayForAllOfThem() throws Exception {
        UniAssertSubscriber<Boolean> first = wait(ACME, 1, 0);
        Read read = underWay();
        List<UniAssertSubscriber<Boolean>> others = new ArrayList<>();
        for (int number = 1; number <= 40; number++) {
            others.add(wait(number % 2 == 0 ? ACME : GLOBEX, 1, number));
        }
        assertThat(reads).isEmpty();

        read.finds(workspace(0));
        assertThat(first.awaitItem(PATIENCE).getItem()).isTrue();
        Read next = underWay();
        assertThat(next.named()).hasSize(40);
        sight = Sight.COMPLETE;
        next.finds(workspace(7));
        assertThat(others.get(6).awaitItem(PATIENCE).getItem()).isTrue();

        Read last = underWay();
        assertThat(last.named()).hasSize(39);
        last.finds(workspace(8));
        assertThat(others.get(7).awaitItem(PATIENCE).getItem()).isTrue();
        assertThat(others.get(8).awaitItem(PATIENCE).getItem()).isFalse();
        assertThat(waits.size()).isZero();
    }

    @Test
    void whatFindsNoRoomIsToldToComeBackAndLeavesRoomToOthers() throws Exception {
        wait(ACME, 50, 1);
        Read read = underWay();

        assertThat(problem(wait(ACME, 11, 2))).isEqualTo(NO_ROOM);
        UniAssertSubscriber<Boolean> fits = wait(ACME, 10, 3);
        UniAssertSubscriber<Boolean> other = wait(GLOBEX, 40, 4);
        assertThat(problem(wait(new UUID(0, 5), 1, 5))).isEqualTo(NO_ROOM);
        assertThat(waits.size()).isEqualTo(100);

        sight = Sight.COMPLETE;
        read.finds(workspace(1));
        underWay().finds(workspace(3));
        assertThat(fits.awaitItem(PATIENCE).getItem()).isTrue();
        assertThat(other.awaitItem(PATIENCE).getItem()).isFalse();
        assertThat(waits.size()).isZero();
        UniAssertSubscriber<Boolean> large = wait(ACME, 1_000, 6);
        underWay().finds();
        assertThat(large.awaitItem(PATIENCE).getItem()).isFalse();
    }

    @Test
    void aReadSaysNothingFinalByAViewThatWasCompleteAfterItBegan() throws Exception {
        UniAssertSubscriber<Boolean> asked = wait(ACME, 1, 1);
        Read read = underWay();
        sight = Sight.COMPLETE;

        read.finds();

        Read next = underWay();
        asked.assertNotTerminated();
        next.finds(workspace(1));
        assertThat(asked.awaitItem(PATIENCE).getItem()).isTrue();
    }

    @Test
    void whereItCannotBeSaidNothingFinalIsSaid() throws Exception {
        sight = Sight.BEHIND;
        UniAssertSubscriber<Boolean> asked = wait(ACME, 1, 1);

        underWay().finds();

        assertThat(problem(asked)).isEqualTo(ProblemType.ACCESS_VIEW_STALE);
    }

    @Test
    void aFailureReachesThoseOfTheReadAndWaitingGoesOn() throws Exception {
        UniAssertSubscriber<Boolean> first = wait(ACME, 1, 1);
        Read read = underWay();
        UniAssertSubscriber<Boolean> second = wait(ACME, 1, 2);

        read.emitter().fail(new IllegalStateException("the database is away"));

        assertThat(first.awaitFailure(PATIENCE).getFailure()).hasMessageContaining("away");
        underWay().finds(workspace(2));
        assertThat(second.awaitItem(PATIENCE).getItem()).isTrue();
        assertThat(waits.size()).isZero();
    }
}
