package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.billing.metering.FairBatchQueue.Bounds;
import io.enterprisemode.billing.metering.UsageLanes.Slow;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.tenancy.ContextReply;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsageLanesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Bounds WIDE = new Bounds(1_000, 1_000, 200);
    /** However long a transaction takes here, it is none of those that are slow. */
    private static final Slow NEVER = new Slow(Duration.ofHours(1), Duration.ofHours(1));

    private static final Vertx VERTX = Vertx.vertx();
    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);
    private static final UUID INITECH = new UUID(0, 3);
    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
    private static final Meter EMAILS = new Meter((short) 1, "emails", "Emails", "email", Aggregation.SUM, null);

    private Database database = new Database();
    private UsageLanes lane = lane(database);

    private static UsageLanes lane(Database database) {
        return lanes(1, new Bounds(10, 5, 100), database, NEVER);
    }

    @BeforeEach
    void freshLane() {
        database = new Database();
        lane = lane(database);
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Holds the first transaction until it is let go; refuses what it is told to. */
    private static final class Database implements UsageLanes.Writing {

        private final CompletableFuture<Void> letGo = new CompletableFuture<>();
        private final List<List<String>> transactions = new ArrayList<>();
        private final List<WriteRequest> elsewhere = new CopyOnWriteArrayList<>();
        private boolean away;
        private final List<UUID> foundLocked = new CopyOnWriteArrayList<>();
        private volatile boolean globexIsLocked;
        private volatile boolean everybodyIsLocked;

        @Override
        public Uni<List<Optional<List<UsageResult>>>> together(List<UsageBatch> batches) {
            List<String> ids = batches.stream().map(Database::firstId).toList();
            synchronized (transactions) {
                transactions.add(ids);
            }
            if (everybodyIsLocked
                    || batches.stream()
                            .anyMatch(batch ->
                                    globexIsLocked && batch.organizationId().equals(GLOBEX))) {
                return Uni.createFrom().failure(new IllegalStateException("locked"));
            }
            return Uni.createFrom().completionStage(letGo).map(done -> {
                if (away || ids.contains("poison")) {
                    throw new IllegalStateException("refused");
                }
                return batches.stream().map(Database::accepted).toList();
            });
        }

        @Override
        public Uni<Optional<List<UsageResult>>> alone(UsageBatch batch) {
            return together(List.of(batch)).map(List::getFirst);
        }

        @Override
        public boolean isLocked(Throwable failure) {
            return "locked".equals(failure.getMessage());
        }

        @Override
        public Uni<Boolean> isEverybodyLocked() {
            return Uni.createFrom().item(() -> everybodyIsLocked);
        }

        @Override
        public boolean isCausedBySingleRequest(Throwable failure) {
            return !away;
        }

        private int begun() {
            synchronized (transactions) {
                return transactions.size();
            }
        }

        private static String firstId(UsageBatch batch) {
            return ((ParsedEvent.Valid) batch.events().getFirst()).event().id();
        }

        private static Optional<List<UsageResult>> accepted(UsageBatch batch) {
            UsageEvent event = ((ParsedEvent.Valid) batch.events().getFirst()).event();
            return event.id().startsWith("undecided")
                    ? Optional.empty()
                    : Optional.of(List.of(UsageResult.of(0, event, UsageStatus.ACCEPTED, null)));
        }
    }

    private UniAssertSubscriber<List<UsageResult>> send(UUID organization, String id) {
        return lane.write(batch(organization, id)).subscribe().withSubscriber(UniAssertSubscriber.create());
    }

    private static UsageBatch batch(UUID organization, String id) {
        UsageEvent event =
                new UsageEvent(UsageKeys.event("/tests", id), "/tests", id, EMAILS, new UUID(1, 1), NOW, 1, null, null);
        return new UsageBatch(
                organization,
                new Reach.WholeOrganization(),
                false,
                NOW,
                Catalogue.of(List.of(EMAILS), List.of()),
                List.of(new ParsedEvent.Valid(event)),
                null);
    }

    /** Sends the first and waits until it is being written. */
    private UniAssertSubscriber<List<UsageResult>> sendAhead(UUID organization, String id) {
        UniAssertSubscriber<List<UsageResult>> first = send(organization, id);
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> lane.waiting() == 0);
        return first;
    }

    private static String id(UniAssertSubscriber<List<UsageResult>> answer) {
        return String.valueOf(answer.awaitItem(PATIENCE).getItem().getFirst().id());
    }

    @Test
    void whatComesWhileATransactionIsUnderWaySharesTheNext() {
        var first = sendAhead(ACME, "1");
        var second = send(ACME, "2");
        var third = send(GLOBEX, "3");

        database.letGo.complete(null);

        assertThat(List.of(id(first), id(second), id(third))).containsExactly("1", "2", "3");
        assertThat(database.transactions).containsExactly(List.of("1"), List.of("2", "3"));
    }

    @Test
    void thePoisonOfOneRequestFailsNoOther() {
        var first = sendAhead(ACME, "1");
        var poison = send(ACME, "poison");
        var innocent = send(GLOBEX, "3");

        database.letGo.complete(null);

        assertThat(id(first)).isEqualTo("1");
        assertThat(id(innocent)).isEqualTo("3");
        poison.awaitFailure(PATIENCE).assertFailedWith(IllegalStateException.class);
        assertThat(database.transactions)
                .containsExactly(List.of("1"), List.of("poison", "3"), List.of("poison"), List.of("3"));
    }

    @Test
    void anOutageFailsTheRequestsOfItsTransactionAndTheLaneGoesOn() {
        database.away = true;
        database.letGo.complete(null);

        send(ACME, "1").awaitFailure(PATIENCE);
        database.away = false;

        assertThat(id(send(ACME, "2"))).isEqualTo("2");
        assertThat(database.transactions).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void whatIsNotWrittenHereIsLeftToOthersAndNobodyWaitsForIt() {
        var first = sendAhead(ACME, "1");
        send(GLOBEX, "undecided");
        var third = send(ACME, "3");

        database.letGo.complete(null);

        assertThat(List.of(id(first), id(third))).containsExactly("1", "3");
        assertThat(database.elsewhere)
                .singleElement()
                .satisfies(left -> assertThat(left.organization()).isEqualTo(GLOBEX));
    }

    @Test
    void whoseLockSomebodyElseHasWaitsByItselfAndInItsOrder() {
        database.globexIsLocked = true;
        database.letGo.complete(null);
        var first = send(ACME, "a1");
        var locked = List.of(send(GLOBEX, "g1"), send(GLOBEX, "g2"), send(GLOBEX, "g3"));

        for (int i = 2; i < 40; i++) {
            assertThat(id(send(ACME, "a" + i))).isEqualTo("a" + i);
        }
        assertThat(id(first)).isEqualTo("a1");
        assertThat(locked).allSatisfy(answer -> answer.assertNotTerminated());
        database.globexIsLocked = false;

        assertThat(locked).extracting(UsageLanesTest::id).containsExactly("g1", "g2", "g3");
        assertThat(id(send(GLOBEX, "g4"))).isEqualTo("g4");
    }

    @Test
    void whoWaitsForALockTooLongIsToldToComeBack() {
        database.globexIsLocked = true;
        database.letGo.complete(null);

        Throwable failure = send(GLOBEX, "g1").awaitFailure(PATIENCE).getFailure();

        assertThat(failure)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(UsageProblems.HELD_UP));
        assertThat(id(send(ACME, "a1"))).isEqualTo("a1");
    }

    @Test
    void aLockOfEverybodyIsNobodysOwnAndIsWaitedFor() {
        lane = lanes(2, WIDE, database, NEVER, Duration.ofHours(1));
        database.everybodyIsLocked = true;
        database.letGo.complete(null);
        var acme = send(ACME, "a1");
        var globex = send(GLOBEX, "g1");

        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> database.begun() >= 6);
        acme.assertNotTerminated();
        globex.assertNotTerminated();
        database.everybodyIsLocked = false;

        assertThat(List.of(id(acme), id(globex))).containsExactly("a1", "g1");
        assertThat(database.foundLocked).isEmpty();
    }

    @Test
    void whoWaitsForALockOfEverybodyTooLongIsToldToComeBack() {
        lane = lanes(1, WIDE, database, NEVER, Duration.ofMillis(200));
        database.everybodyIsLocked = true;
        database.letGo.complete(null);

        var acme = send(ACME, "a1");
        var globex = send(GLOBEX, "g1");

        assertThat(problem(acme)).isEqualTo(UsageProblems.HELD_UP);
        assertThat(problem(globex)).isEqualTo(UsageProblems.HELD_UP);
        assertThat(database.foundLocked).isEmpty();
    }

    private static ProblemType problem(UniAssertSubscriber<List<UsageResult>> answer) {
        return ((ProblemException) answer.awaitFailure(PATIENCE).getFailure()).type();
    }

    private static UniAssertSubscriber<List<UsageResult>> take(
            LockedOrganizations locked, UUID organization, String id, Duration ago) {
        return Uni.createFrom()
                .<List<UsageResult>>emitter(emitter -> locked.take(
                        organization,
                        List.of(new WriteRequest(
                                batch(organization, id),
                                ContextReply.here(emitter),
                                System.nanoTime() - ago.toNanos()))))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
    }

    @Test
    void whoHasWaitedTooLongIsToldThoughNobodyTriesItsLine() {
        LockedOrganizations locked = locked(1, WIDE, database, Duration.ofMillis(200));
        var underWay = take(locked, ACME, "a1", Duration.ofHours(-1));
        awaitTransactions(1);

        assertThat(problem(take(locked, GLOBEX, "g1", Duration.ZERO))).isEqualTo(UsageProblems.HELD_UP);

        underWay.assertNotTerminated();
        assertThat(locked.has(ACME)).isTrue();
        database.letGo.complete(null);
        assertThat(id(underWay)).isEqualTo("a1");
    }

    @Test
    void whatWaitsForLocksIsBoundedInAll() {
        LockedOrganizations locked = locked(0, new Bounds(10, 8, 100), database, Duration.ofHours(1));
        List<UniAssertSubscriber<List<UsageResult>>> fitting = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            fitting.add(take(locked, ACME, "a" + i, Duration.ZERO));
        }
        assertThat(problem(take(locked, ACME, "a9", Duration.ZERO))).isEqualTo(UsageProblems.HELD_UP);
        fitting.add(take(locked, GLOBEX, "g1", Duration.ZERO));
        fitting.add(take(locked, GLOBEX, "g2", Duration.ZERO));

        assertThat(problem(take(locked, GLOBEX, "g3", Duration.ZERO))).isEqualTo(UsageProblems.HELD_UP);

        assertThat(fitting).allSatisfy(answer -> answer.assertNotTerminated());
        assertThat(locked.waiting()).isEqualTo(10);
    }

    @Test
    void besideATransactionThatTakesLongAnotherIsBegunHoweverFewWaitButNotOfItsOrganizations() {
        lane = lanes(2, WIDE, database, Slow.USUAL);
        var first = sendAhead(ACME, "0");
        org.awaitility.Awaitility.await()
                .pollDelay(Slow.USUAL.isHeldUp())
                .atMost(PATIENCE)
                .until(() -> database.begun() == 1);
        var next = send(ACME, "1");
        var other = send(GLOBEX, "g1");

        awaitTransactions(2);

        synchronized (database.transactions) {
            assertThat(database.transactions).containsExactly(List.of("0"), List.of("g1"));
        }
        database.letGo.complete(null);
        assertThat(List.of(id(first), id(other), id(next))).containsExactly("0", "g1", "1");
    }

    @Test
    void aRequestIsWrittenThoughItsSenderWentAway() {
        sendAhead(ACME, "1");
        send(ACME, "2").cancel();
        var third = send(GLOBEX, "3");

        database.letGo.complete(null);

        assertThat(id(third)).isEqualTo("3");
        assertThat(database.transactions.getLast()).containsExactly("2", "3");
    }

    @Test
    void whatFindsNoRoomIsRefusedAtOnceAndLosesNothingOfTheOthers() {
        var first = sendAhead(ACME, "0");
        List<UniAssertSubscriber<List<UsageResult>>> waiting = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            waiting.add(send(ACME, "a" + i));
        }

        assertThatThrownBy(() -> send(ACME, "a6").awaitItem(PATIENCE))
                .hasMessageContaining(ProblemException.class.getName());
        var globex = send(GLOBEX, "g1");
        database.letGo.complete(null);

        assertThat(id(first)).isEqualTo("0");
        assertThat(id(globex)).isEqualTo("g1");
        assertThat(waiting).extracting(UsageLanesTest::id).containsExactly("a1", "a2", "a3", "a4", "a5");
    }

    private static UsageLanes wide(int lanes, Database database) {
        return lanes(lanes, WIDE, database, NEVER);
    }

    private static UsageLanes lanes(int lanes, Bounds bounds, Database database, Slow slow) {
        return lanes(lanes, bounds, database, slow, Duration.ofSeconds(5));
    }

    private static UsageLanes lanes(int lanes, Bounds bounds, Database database, Slow slow, Duration patience) {
        return new UsageLanes(
                VERTX,
                lanes,
                bounds,
                () -> database,
                database.elsewhere::add,
                locked(1, bounds, database, patience),
                slow);
    }

    private static LockedOrganizations locked(int lanes, Bounds bounds, Database database, Duration patience) {
        return new LockedOrganizations(VERTX, lanes, bounds, patience, () -> database, database.foundLocked::add);
    }

    private List<UniAssertSubscriber<List<UsageResult>>> sendMany(int first, int last) {
        return sendMany(ACME, first, last);
    }

    private List<UniAssertSubscriber<List<UsageResult>>> sendMany(UUID organization, int first, int last) {
        List<UniAssertSubscriber<List<UsageResult>>> sent = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            sent.add(send(organization, String.valueOf(i)));
        }
        return sent;
    }

    private void awaitTransactions(int transactions) {
        org.awaitility.Awaitility.await().atMost(PATIENCE).until(() -> database.begun() == transactions);
    }

    @Test
    void theNextTransactionIsPipelinedAfterTheOneUnderWayAndNoMoreThanOne() {
        lane = wide(1, database);
        sendAhead(ACME, "0");
        var waiting = sendMany(1, FairBatchQueue.WORTH_PIPELINING - 1);
        assertThat(lane.waiting()).isEqualTo(FairBatchQueue.WORTH_PIPELINING - 1);

        waiting.addAll(sendMany(FairBatchQueue.WORTH_PIPELINING, FairBatchQueue.WORTH_PIPELINING));
        awaitTransactions(2);
        waiting.addAll(sendMany(100, 250));
        assertThat(lane.waiting()).isEqualTo(151);
        assertThat(database.begun()).isEqualTo(2);

        database.letGo.complete(null);

        assertThat(waiting)
                .extracting(UsageLanesTest::id)
                .doesNotHaveDuplicates()
                .hasSize(167);
        assertThat(database.transactions).extracting(List::size).containsExactly(1, 16, 151);
    }

    @Test
    void aLaneThatCameToRestWritesAgain() {
        lane = wide(1, database);
        sendAhead(ACME, "0");
        var pipelined = sendMany(1, FairBatchQueue.WORTH_PIPELINING);
        awaitTransactions(2);
        database.letGo.complete(null);
        pipelined.forEach(UsageLanesTest::id);

        for (int i = 1_000; i < 1_020; i++) {
            assertThat(id(send(ACME, String.valueOf(i)))).isEqualTo(String.valueOf(i));
        }
        assertThat(database.transactions).hasSize(22);
    }

    @Test
    void whereLanesWriteConcurrentlyNothingIsPipelined() {
        lane = wide(2, database);
        sendAhead(ACME, "0");
        var first = sendMany(1, FairBatchQueue.WORTH_PIPELINING);
        awaitTransactions(2);
        var beside = sendMany(GLOBEX, 100, 99 + FairBatchQueue.WORTH_A_TRANSACTION);
        awaitTransactions(3);
        var waiting = sendMany(INITECH, 200, 199 + FairBatchQueue.WORTH_A_TRANSACTION);
        // Long enough for a lane that would take them.
        org.awaitility.Awaitility.await().during(Duration.ofMillis(300)).until(() -> database.begun() == 3);
        assertThat(lane.waiting()).isGreaterThanOrEqualTo(FairBatchQueue.WORTH_A_TRANSACTION);

        database.letGo.complete(null);

        assertThat(List.of(first, beside, waiting))
                .allSatisfy(
                        sent -> assertThat(sent).extracting(UsageLanesTest::id).doesNotHaveDuplicates());
        assertThat(database.transactions).hasSizeGreaterThanOrEqualTo(4);
    }
}
