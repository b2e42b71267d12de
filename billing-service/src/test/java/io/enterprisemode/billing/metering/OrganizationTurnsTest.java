package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OrganizationTurnsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);

    private final OrganizationTurns turns = new OrganizationTurns(3, 2, 6, 4, Duration.ofMinutes(1));
    private final List<String> begun = new ArrayList<>();
    private final List<CompletableFuture<String>> work = new ArrayList<>();

    private UniAssertSubscriber<String> run(OrganizationTurns turns, UUID organization, String name) {
        CompletableFuture<String> done = new CompletableFuture<>();
        work.add(done);
        return turns.run(organization, () -> {
                    begun.add(name);
                    return Uni.createFrom().completionStage(done);
                })
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    private UniAssertSubscriber<String> run(UUID organization, String name) {
        return run(turns, organization, name);
    }

    @Test
    void oneOrganizationHasAFewAtOnceAndLeavesRoomToOthers() {
        run(ACME, "a1");
        run(ACME, "a2");
        run(ACME, "a3");
        run(GLOBEX, "g1");
        run(GLOBEX, "g2");

        assertThat(begun).containsExactly("a1", "a2", "g1");
        work.getFirst().complete("done");
        assertThat(begun).containsExactly("a1", "a2", "g1", "g2");
        work.get(3).complete("done");
        assertThat(begun).containsExactly("a1", "a2", "g1", "g2", "a3");
    }

    @Test
    void whoeverAskedGetsTheAnswerOrTheFailure() {
        UniAssertSubscriber<String> first = run(ACME, "a1");
        UniAssertSubscriber<String> second = run(ACME, "a2");
        UniAssertSubscriber<String> third = run(ACME, "a3");

        work.get(0).complete("one");
        work.get(1).completeExceptionally(new IllegalStateException("two"));
        work.get(2).complete("three");

        first.assertCompleted().assertItem("one");
        second.assertFailedWith(IllegalStateException.class, "two");
        third.assertCompleted().assertItem("three");
    }

    @Test
    void whoFindsTooManyOfItsOwnBeforeItIsRefused() {
        for (int i = 1; i <= 6; i++) {
            run(ACME, "a" + i).assertNotTerminated();
        }

        run(ACME, "a7").assertFailedWith(ProblemException.class);
        run(GLOBEX, "g1").assertNotTerminated();

        assertThat(begun).containsExactly("a1", "a2", "g1");
    }

    @Test
    void whoHasWaitedTooLongIsRefusedAndDoesNothing() {
        OrganizationTurns impatient = new OrganizationTurns(1, 1, 6, 4, Duration.ofNanos(-1));
        run(turns, ACME, "patient").assertNotTerminated();

        run(impatient, ACME, "a1").assertFailedWith(ProblemException.class);

        assertThat(begun).containsExactly("patient");
    }

    @Test
    void whatWaitsIsBoundedInAll() {
        for (int i = 1; i <= 6; i++) {
            run(ACME, "a" + i);
        }
        for (int i = 1; i <= 3; i++) {
            run(GLOBEX, "g" + i).assertNotTerminated();
        }

        run(GLOBEX, "g4").assertFailedWith(ProblemException.class);

        work.getFirst().complete("done");
        run(GLOBEX, "g5").assertNotTerminated();
    }

    @Test
    void whoHasWaitedTooLongIsRefusedThoughNothingIsDone() {
        OrganizationTurns impatient = new OrganizationTurns(1, 1, 6, 4, Duration.ofMillis(500));
        while (!begun.contains("a1")) {
            run(impatient, ACME, "a1");
        }

        run(impatient, ACME, "a2").awaitFailure(PATIENCE).assertFailedWith(ProblemException.class);
        run(impatient, GLOBEX, "g1").awaitFailure(PATIENCE).assertFailedWith(ProblemException.class);

        assertThat(begun).doesNotContain("a2", "g1");
        work.forEach(each -> each.complete("done"));
        while (!begun.contains("g2")) {
            run(impatient, GLOBEX, "g2");
        }
    }
}
