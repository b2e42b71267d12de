package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.asProducer;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.metering.TestReplicas.Replica;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiConformance;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.problem.ProblemException;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody has the counters of one organization locked and does not let go. */
@QuarkusTest
@WithSuite("billing")
class UsageLockTest {

    @Inject
    UsageWriter writer;

    @Inject
    TestReplicas replicas;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsWithCounters() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        for (TestOrganization organization : List.of(acme, globex)) {
            BillingApi.subscribe(organization, "professional");
            send(organization.member(), event("emails", organization.workspaceId(), 1))
                    .statusCode(200);
        }
    }

    /** Locks the counters of acme until the transaction of the connection ends. */
    private Connection lock() throws SQLException {
        return lock("");
    }

    private Connection lock(String which) throws SQLException {
        Connection superuser = ServiceDatabase.of("billing").superuser();
        superuser.setAutoCommit(false);
        try (Statement statement = superuser.createStatement()) {
            statement.execute(
                    "select 1 from usage_period where org_id = '%s' %s for update".formatted(acme.id(), which));
        }
        return superuser;
    }

    @Test
    void usageOfAllOthersGoesOnAndWhatWaitedIsCountedOnce() throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(8);
                Connection superuser = lock()) {
            List<Future<List<String>>> held = new ArrayList<>();
            for (int sender = 0; sender < 8; sender++) {
                held.add(executor.submit(() -> statuses(send(acme.member(), event("emails", acme.workspaceId(), 1)))));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(statuses(send(globex.member(), event("emails", globex.workspaceId(), 1))))
                        .containsExactly("accepted");
            }
            as(acme.viewer())
                    .contentType("application/json")
                    .body(Map.of("meter", "emails", "quantity", 1))
                    .post(ENTITLEMENTS + "/check")
                    .then()
                    .statusCode(200)
                    .body("used", equalTo(1));
            assertThat(held).noneMatch(Future::isDone);

            superuser.rollback();

            for (Future<List<String>> each : held) {
                assertThat(each.get()).containsExactly("accepted");
            }
        }
        assertThat(used(acme, "emails")).isEqualTo(9);
        assertThat(used(globex, "emails")).isEqualTo(11);
    }

    @Test
    void whoWaitsTooLongIsToldToComeBackAndNothingWasTakenIn() throws Exception {
        Map<String, Object> event = event("emails", acme.workspaceId(), 3);
        try (Connection superuser = lock()) {
            send(acme.member(), event)
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("type", equalTo("/problems/usage-held-up"));
            reserve("emails", 1).statusCode(503).header("Retry-After", notNullValue());
            superuser.rollback();
        }

        assertThat(statuses(send(acme.member(), event))).containsExactly("accepted");
        assertThat(used(acme, "emails")).isEqualTo(4);
    }

    /**
     * Usage of the meter goes on meanwhile, so the lock may be one that moves on; here it is given back while the
     * reservation waits once more. What goes on is of the period before, which has a counter of its own.
     */
    @Test
    void aReservationWaitsOnceMoreForALockThatMayMoveOn() throws Exception {
        acme = BillingApi.knownOrganizations().a();
        BillingApi.subscribe(acme, "professional", "MONTH", Instant.now().minus(Duration.ofDays(40)));
        Instant before = Instant.now().minus(Duration.ofDays(20));
        send(acme.member(), event("emails", acme.workspaceId(), 1)).statusCode(200);
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                Connection superuser = lock("and meter_id = 1 order by period_start desc limit 1")) {
            Future<ValidatableResponse> reservation = executor.submit(() -> reserve("emails", 1));
            long first = awaitWaiting();
            Awaitility.await("the reservation waits once more")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        assertThat(statuses(send(
                                        acme.member(),
                                        event(Ids.next().toString(), "emails", acme.workspaceId(), before, 1))))
                                .containsExactly("accepted");
                        return waitingSince() > first;
                    });
            superuser.rollback();

            reservation.get().statusCode(201);
        }
    }

    @Test
    void usageOfAnotherMeterDoesNotMakeAReservationWaitLonger() throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                Connection superuser = lock()) {
            Future<ValidatableResponse> reservation = executor.submit(() -> reserve("emails", 1));
            long first = awaitWaiting();
            while (!reservation.isDone()) {
                send(acme.member(), event("api_calls", acme.workspaceId(), 1)).statusCode(200);
                assertThat(waitingSince()).isIn(0L, first);
            }
            superuser.rollback();

            reservation.get().statusCode(503).body("type", equalTo("/problems/usage-held-up"));
        }
    }

    private static long awaitWaiting() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).until(UsageLockTest::waitingSince, since -> since > 0);
    }

    /** When the transaction began that waits for a lock, in microseconds of the epoch; 0 without one. */
    private static long waitingSince() {
        return ServiceDatabase.of("billing").number("""
                select coalesce(min(extract(epoch from a.xact_start) * 1000000)::bigint, 0)
                  from pg_locks l join pg_stat_activity a using (pid)
                 where not l.granted and a.usename = 'billing_worker'""");
    }

    /** As a migration of the next version has it; here it does not let go. */
    @Test
    void theLockOfATableIsNobodysOwn() throws Exception {
        Replica replica = replicas.replica();
        replica.write(replicas.batch(acme, "emails", 1));
        replica.write(replicas.batch(globex, "emails", 1));
        UsageBatch ofAcme = replicas.batch(acme, "emails", 2);
        UsageBatch ofGlobex = replicas.batch(globex, "emails", 2);
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            statement.execute("lock table usage_period in access exclusive mode");
            var waiting = List.of(
                    replica.writer().write(ofAcme).subscribe().withSubscriber(UniAssertSubscriber.create()),
                    replica.writer().write(ofGlobex).subscribe().withSubscriber(UniAssertSubscriber.create()));

            for (var each : waiting) {
                assertThat(each.awaitFailure(Duration.ofSeconds(30)).getFailure())
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                problem -> assertThat(problem.type()).isEqualTo(UsageProblems.HELD_UP));
            }
            assertThat(replica.writer().isHeldUp(acme.id())).isFalse();
            assertThat(replica.writer().isHeldUp(globex.id())).isFalse();
            superuser.rollback();
        }
        long before = replica.fast();

        replica.write(ofAcme);
        replica.write(ofGlobex);

        assertThat(replica.fast()).isEqualTo(before + 2);
        assertThat(used(acme, "emails")).isEqualTo(4);
        assertThat(used(globex, "emails")).isEqualTo(4);
    }

    @Test
    void transactionsThatAreSlowToCommitAreNobodyElsesLock() throws Exception {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement();
                ExecutorService executor = Executors.newFixedThreadPool(7)) {
            statement.execute("""
                    create function slow_commit() returns trigger language plpgsql as $$
                    begin
                        if coalesce(current_setting('test.slow', true), '') = '' then
                            perform set_config('test.slow', 'yes', true), pg_sleep(0.12);
                        end if;
                        return null;
                    end $$""");
            statement.execute("""
                    create constraint trigger slow_commit after insert on usage_event deferrable initially deferred
                    for each row when (new.org_id = '%s') execute function slow_commit()""".formatted(acme.id()));
            try {
                List<Future<List<String>>> sent = new ArrayList<>();
                for (int i = 0; i < 21; i++) {
                    sent.add(executor.submit(
                            () -> statuses(send(acme.member(), event("emails", acme.workspaceId(), 1)))));
                }
                while (!sent.stream().allMatch(Future::isDone)) {
                    assertThat(writer.isHeldUp(acme.id())).isFalse();
                    Thread.sleep(5);
                }
                for (Future<List<String>> each : sent) {
                    assertThat(each.get()).containsExactly("accepted");
                }
            } finally {
                statement.execute("drop function slow_commit() cascade");
            }
        }
        assertThat(used(acme, "emails")).isEqualTo(22);
    }

    @Test
    void queuedUsageOfAllOthersIsCountedMeanwhile() throws Exception {
        try (Connection superuser = lock()) {
            queue(acme, 5);
            for (int sent = 1; sent <= 3; sent++) {
                queue(globex, 1);
                awaitUsed(globex, 1 + sent);
            }
            assertThat(used(acme, "emails")).isEqualTo(1);
            superuser.rollback();
        }
        awaitUsed(acme, 6);
    }

    @Test
    void aBackfillWaitsLongerThanARequestAndGoesOn() throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                Connection superuser = lock()) {
            Future<ValidatableResponse> backfill = executor.submit(() -> backfill(1_200));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ServiceDatabase.of("billing").number("""
                            select count(*) from pg_locks l join pg_stat_activity a using (pid)
                             where not l.granted and a.usename = 'billing_worker'""") > 0);
            // It came after the first chunk of the backfill, which is refused before it, therefore.
            send(acme.member(), event("emails", acme.workspaceId(), 1)).statusCode(503);
            assertThat(backfill).isNotDone();

            superuser.rollback();

            backfill.get().statusCode(200).body("accepted", equalTo(1_200)).body("duplicates", equalTo(0));
        }
        assertThat(used(acme, "emails")).isEqualTo(1 + 1_200);
    }

    @Test
    void aBackfillThatWaitsTooLongSaysWhatItHasCounted() throws Exception {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            send(acme.member(), event("api_calls", acme.workspaceId(), 1)).statusCode(200);
            statement.execute("""
                    select 1 from usage_period
                     where org_id = '%s' and meter_id = (select id from meter where code = 'api_calls')
                       for update""".formatted(acme.id()));

            backfill(1_000, event("api_calls", acme.workspaceId(), 1))
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("type", equalTo("/problems/usage-held-up"))
                    .body("detail", containsString("broke off at line 1001"))
                    .body("detail", containsString("1000 were accepted, 0 duplicates"));
            superuser.rollback();
        }
        assertThat(used(acme, "emails")).isEqualTo(1 + 1_000);
        assertThat(used(acme, "api_calls")).isEqualTo(1);
    }

    private ValidatableResponse reserve(String meter, long quantity) {
        return as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", meter, "workspaceId", acme.workspaceId(), "quantity", quantity))
                .post(ENTITLEMENTS + "/reserve")
                .then();
    }

    /** So many events of e-mails, one each, and others behind them. */
    private ValidatableResponse backfill(int emails, Object... others) {
        List<Object> events = new ArrayList<>();
        for (int i = 0; i < emails; i++) {
            events.add(event("emails", acme.workspaceId(), 1));
        }
        events.addAll(List.of(others));
        String body = events.stream().map(EventJson::write).collect(Collectors.joining("\n"));
        return asProducer(acme)
                .contentType("application/x-ndjson")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(BillingApi.BACKFILL)
                .then();
    }

    private static void queue(TestOrganization organization, long quantity) {
        as(organization.member())
                .filter(OpenApiConformance.requestUnchecked())
                .header("Prefer", "respond-async")
                .contentType("application/json")
                .body(event("emails", organization.workspaceId(), quantity))
                .post(BillingApi.USAGE)
                .then()
                .statusCode(202);
    }

    private static void awaitUsed(TestOrganization organization, long expected) {
        Awaitility.await("usage of " + organization.name())
                .atMost(Duration.ofSeconds(30))
                .until(() -> used(organization, "emails"), used -> used == expected);
    }
}
