package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedReadsTest {

    private static final SharedReads.Bounds BOUNDS = new SharedReads.Bounds(3, 6);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Read> reads = new LinkedBlockingQueue<>();

    /** A read that is under way until the test ends it. */
    private record Read(Set<String> questions, UniEmitter<? super Map<String, String>> emitter) {

        void answer(String text) {
            Map<String, String> answers = new HashMap<>();
            questions.forEach(question -> answers.put(question, question + " " + text));
            emitter.complete(answers);
        }
    }

    private SharedReads<String, String> lanes(int lanes) {
        return new SharedReads<>(
                vertx,
                lanes,
                BOUNDS,
                questions -> Uni.createFrom().emitter(emitter -> reads.add(new Read(Set.copyOf(questions), emitter))),
                failure -> "bad data".equals(failure.getMessage()));
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Read underWay() throws InterruptedException {
        Read read = reads.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(read).as("a read is under way").isNotNull();
        return read;
    }

    private static CompletableFuture<String> ask(SharedReads<String, String> shared, String question) {
        return shared.ask(question).subscribeAsCompletionStage();
    }

    private static String answer(CompletableFuture<String> asked) throws Exception {
        return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aQuestionIsNeverAnsweredByAReadThatBeganBeforeIt() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        CompletableFuture<String> first = ask(shared, "a");
        Read early = underWay();
        CompletableFuture<String> second = ask(shared, "a");

        early.answer("early");

        assertThat(answer(first)).isEqualTo("a early");
        Read late = underWay();
        assertThat(second).isNotDone();
        late.answer("late");
        assertThat(answer(second)).isEqualTo("a late");
    }

    @Test
    void whatIsAskedDuringAReadSharesTheNext() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        CompletableFuture<String> first = ask(shared, "a");
        Read read = underWay();
        List<CompletableFuture<String>> others =
                List.of(ask(shared, "b"), ask(shared, "c"), ask(shared, "b"), ask(shared, "a"));

        read.answer("1");
        Read next = underWay();
        assertThat(next.questions()).containsExactlyInAnyOrder("a", "b", "c");
        next.answer("2");

        assertThat(answer(first)).isEqualTo("a 1");
        List<String> answers = new ArrayList<>();
        for (CompletableFuture<String> other : others) {
            answers.add(answer(other));
        }
        assertThat(answers).containsExactly("b 2", "c 2", "b 2", "a 2");
    }

    @Test
    void aReadTakesNoMoreThanItMayAndTheOldestFirst() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        List<CompletableFuture<String>> asked = new ArrayList<>(List.of(ask(shared, "first")));
        Read read = underWay();
        for (String question : List.of("1", "2", "3", "4", "5")) {
            asked.add(ask(shared, question));
        }

        read.answer("");
        Read next = underWay();
        assertThat(next.questions()).containsExactlyInAnyOrder("1", "2", "3");
        next.answer("");
        Read last = underWay();
        assertThat(last.questions()).containsExactlyInAnyOrder("4", "5");
        last.answer("");

        for (CompletableFuture<String> each : asked) {
            answer(each);
        }
    }

    @Test
    void lanesReadSideBySide() throws Exception {
        SharedReads<String, String> shared = lanes(2);
        CompletableFuture<String> first = ask(shared, "a");
        Read one = underWay();
        CompletableFuture<String> second = ask(shared, "b");
        Read other = underWay();

        other.answer("of the second");
        assertThat(answer(second)).isEqualTo("b of the second");
        one.answer("of the first");
        assertThat(answer(first)).isEqualTo("a of the first");
    }

    @Test
    void aFailureReachesThoseOfTheReadOnlyAndReadingGoesOn() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        CompletableFuture<String> first = ask(shared, "a");
        Read read = underWay();
        CompletableFuture<String> second = ask(shared, "b");

        read.emitter().fail(new IllegalStateException("the database is away"));

        assertThatThrownBy(() -> answer(first)).hasMessageContaining("the database is away");
        underWay().answer("again");
        assertThat(answer(second)).isEqualTo("b again");
        CompletableFuture<String> third = ask(shared, "c");
        underWay().answer("later");
        assertThat(answer(third)).isEqualTo("c later");
    }

    @Test
    void whatIsTheFaultOfOneQuestionFailsNoOther() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        CompletableFuture<String> first = ask(shared, "first");
        Read read = underWay();
        CompletableFuture<String> good = ask(shared, "good");
        CompletableFuture<String> bad = ask(shared, "bad");
        CompletableFuture<String> other = ask(shared, "other");
        read.answer("");
        answer(first);

        underWay().emitter().fail(new IllegalStateException("bad data"));

        for (int i = 0; i < 3; i++) {
            Read alone = underWay();
            assertThat(alone.questions()).hasSize(1);
            if (alone.questions().contains("bad")) {
                alone.emitter().fail(new IllegalStateException("bad data"));
            } else {
                alone.answer("alone");
            }
        }
        assertThat(answer(good)).isEqualTo("good alone");
        assertThat(answer(other)).isEqualTo("other alone");
        assertThatThrownBy(() -> answer(bad)).hasMessageContaining("bad data");
        CompletableFuture<String> next = ask(shared, "next");
        underWay().answer("again");
        assertThat(answer(next)).isEqualTo("next again");
    }

    @Test
    void whoeverFindsTooManyWaitingIsToldToComeBack() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        CompletableFuture<String> first = ask(shared, "first");
        Read read = underWay();
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            waiting.add(ask(shared, "question " + i % 4));
        }

        assertThatThrownBy(() -> answer(ask(shared, "question 0")))
                .hasCauseInstanceOf(ProblemException.class)
                .cause()
                .satisfies(problem -> {
                    assertThat(((ProblemException) problem).type()).isEqualTo(ProblemType.UNAVAILABLE);
                    assertThat(((ProblemException) problem).retryAfter()).isPositive();
                });

        read.answer("");
        answer(first);
        underWay().answer("");
        underWay().answer("");
        for (CompletableFuture<String> each : waiting) {
            answer(each);
        }
        CompletableFuture<String> later = ask(shared, "later");
        underWay().answer("");
        answer(later);
    }

    @Test
    void aQuestionWithoutAnswerFails() throws Exception {
        CompletableFuture<String> asked = ask(lanes(1), "a");

        underWay().emitter().complete(Map.of());

        assertThatThrownBy(() -> answer(asked)).hasMessageContaining("without answer");
    }

    @Test
    void theAnswerComesOnTheContextOfWhoeverAsked() throws Exception {
        SharedReads<String, String> shared = lanes(1);
        Context caller = vertx.getOrCreateContext();
        CompletableFuture<Context> answeredOn = new CompletableFuture<>();
        caller.runOnContext(ignored -> shared.ask("a")
                .subscribe()
                .with(answer -> answeredOn.complete(Vertx.currentContext()), answeredOn::completeExceptionally));

        underWay().answer("");

        assertThat(answeredOn.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isSameAs(caller);
    }

    @Test
    void manyAskersFromManyThreadsAreAllAnswered() throws Exception {
        int replies = 5_000;
        AtomicInteger statements = new AtomicInteger();
        SharedReads<Integer, Integer> shared = new SharedReads<>(
                vertx,
                2,
                new SharedReads.Bounds(50, replies),
                questions -> {
                    statements.incrementAndGet();
                    Map<Integer, Integer> answers = new HashMap<>();
                    questions.forEach(question -> answers.put(question, question * question));
                    return Uni.createFrom().item(answers).onItem().delayIt().by(Duration.ofMillis(1));
                },
                failure -> false);
        List<CompletableFuture<Integer>> asked = new ArrayList<>();
        for (int i = 0; i < replies; i++) {
            asked.add(shared.ask(i % 100).subscribeAsCompletionStage());
        }

        for (int i = 0; i < replies; i++) {
            assertThat(asked.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo((i % 100) * (i % 100));
        }
        assertThat(statements.get()).isLessThan(replies / 2);
    }
}
