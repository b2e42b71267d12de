package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitedDecisionsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant CHANGED = Instant.parse("2026-11-30T12:00:00Z");
    private static final UUID OLIVIA = new UUID(0, 1);
    private static final UUID VERA = new UUID(0, 2);

    private volatile Instant has = CHANGED.minusMillis(1);
    private volatile boolean member;
    private final AtomicInteger decided = new AtomicInteger();
    private final AwaitedDecisions decisions = decisions(PATIENCE);

    private AwaitedDecisions decisions(Duration patience) {
        return new AwaitedDecisions(instant -> !has.isBefore(instant), Clock.systemUTC(), patience);
    }

    private UniAssertSubscriber<String> ask(AwaitedDecisions asked, UUID share) {
        Uni<String> decision = Uni.createFrom().deferred(() -> {
            decided.incrementAndGet();
            return member
                    ? Uni.createFrom().item("let in")
                    : Uni.createFrom().failure(ProblemException.notFound("organization"));
        });
        return asked.decided(CHANGED, decision, ProblemException.class::isInstance, () -> share)
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private static ProblemType problem(UniAssertSubscriber<String> asked) {
        return ((ProblemException) asked.awaitFailure(PATIENCE).getFailure()).type();
    }

    @Test
    void whoIsLetInWaitsForNothing() {
        member = true;

        ask(decisions, OLIVIA).assertItem("let in");

        assertThat(decided).hasValue(1);
        assertThat(decisions.size()).isZero();
    }

    @Test
    void aRefusalStandsOnceTheViewHasWhatWasChanged() {
        UniAssertSubscriber<String> asked = ask(decisions, OLIVIA);
        decisions.changed();
        asked.assertNotTerminated();

        has = CHANGED;
        decisions.changed();

        assertThat(problem(asked)).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(decisions.size()).isZero();
    }

    @Test
    void aRefusalByAViewThatHasEverythingStandsAtOnce() {
        has = CHANGED;

        assertThat(problem(ask(decisions, OLIVIA))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(decided).hasValue(1);
    }

    @Test
    void whatComesInLetsThemInBeforeTheViewIsKnownToHaveEverything() {
        UniAssertSubscriber<String> asked = ask(decisions, OLIVIA);
        asked.assertNotTerminated();

        member = true;
        decisions.changed();

        asked.awaitItem(PATIENCE).assertItem("let in");
        assertThat(decisions.size()).isZero();
    }

    @Test
    void aViewThatDoesNotGetThereInTimeSaysSo() {
        AwaitedDecisions impatient = decisions(Duration.ofMillis(50));

        assertThat(problem(ask(impatient, OLIVIA))).isEqualTo(ProblemType.ACCESS_VIEW_STALE);
        assertThat(impatient.size()).isZero();
    }

    @Test
    void whatIsLeftOfLessThanTheShortestTimerIsNotWaitedFor() {
        Clock still = Clock.fixed(CHANGED, ZoneOffset.UTC);
        AwaitedDecisions nearlyOver =
                new AwaitedDecisions(instant -> !has.isBefore(instant), still, Duration.ofNanos(999_999));

        assertThat(problem(ask(nearlyOver, OLIVIA))).isEqualTo(ProblemType.ACCESS_VIEW_STALE);
        assertThat(decided).hasValue(1);
        assertThat(nearlyOver.size()).isZero();
    }

    @Test
    void whoHasAHundredWaitingGetsWhatTheViewSaysAndOthersWait() {
        List<UniAssertSubscriber<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(ask(decisions, OLIVIA));
        }

        assertThat(problem(ask(decisions, OLIVIA))).isEqualTo(ProblemType.NOT_FOUND);
        UniAssertSubscriber<String> other = ask(decisions, VERA);
        other.assertNotTerminated();

        has = CHANGED;
        decisions.changed();
        waiting.forEach(each -> assertThat(problem(each)).isEqualTo(ProblemType.NOT_FOUND));
        assertThat(problem(other)).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(decisions.size()).isZero();
    }

    @Test
    void whoGoesAwayGivesTheirRoomBack() {
        UniAssertSubscriber<String> asked = ask(decisions, OLIVIA);
        assertThat(decisions.size()).isOne();

        asked.cancel();

        assertThat(decisions.size()).isZero();
    }
}
