package io.enterprisemode.billing.reservation;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reservations on the plan Free, which includes 100 AI requests a month and blocks there. */
@QuarkusTest
@WithSuite("billing")
class ReservationTest {

    private static final String METER = "ai_requests";
    private static final int LIMIT = 100;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsOnFree() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
    }

    private ValidatableResponse reserve(long quantity) {
        return reserve(acme.member(), Map.of("meter", METER, "workspaceId", acme.workspaceId(), "quantity", quantity));
    }

    private static ValidatableResponse reserve(TestUser user, Map<String, ?> request) {
        return as(user).contentType("application/json")
                .body(request)
                .post(ENTITLEMENTS + "/reserve")
                .then();
    }

    private String reserved(long quantity) {
        return reserve(quantity).statusCode(201).extract().path("reservation.id");
    }

    private static ValidatableResponse commit(TestUser user, String id, long quantity) {
        return as(user).contentType("application/json")
                .body(Map.of("quantity", quantity))
                .post(ENTITLEMENTS + "/reservations/" + id + "/commit")
                .then();
    }

    private ValidatableResponse commit(String id, long quantity) {
        return commit(acme.member(), id, quantity);
    }

    private static ValidatableResponse release(TestUser user, String id) {
        return as(user).post(ENTITLEMENTS + "/reservations/" + id + "/release").then();
    }

    private static ValidatableResponse find(TestUser user, String id) {
        return as(user).get(ENTITLEMENTS + "/reservations/" + id).then();
    }

    private ValidatableResponse check(long quantity) {
        return as(acme.viewer())
                .contentType("application/json")
                .body(Map.of("meter", METER, "quantity", quantity))
                .post(ENTITLEMENTS + "/check")
                .then()
                .statusCode(200);
    }

    private String use(long quantity) {
        return statuses(send(acme.member(), event(METER, acme.workspaceId(), quantity)))
                .getFirst();
    }

    /** As if its time had come; nothing sweeps meanwhile. */
    private static void expire(String id) throws SQLException {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update usage_reservation set expires_at = clock_timestamp() where id = '%s'"
                                    .formatted(id)))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatIsHeldIsNotThereForOthersUntilItIsReleased() {
        String id = reserve(60)
                .statusCode(201)
                .body("allowed", equalTo(true))
                .body("reservation.state", equalTo("HELD"))
                .body("reservation.expiresAt", notNullValue())
                .body("standing.used", equalTo(0))
                .body("standing.reserved", equalTo(60))
                .body("standing.remaining", equalTo(40))
                .extract()
                .path("reservation.id");

        reserve(41)
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("reason", equalTo("limit-reached"))
                .body("reservation", nullValue())
                .body("standing.remaining", equalTo(40));
        check(41).body("allowed", equalTo(false)).body("reserved", equalTo(60)).body("remaining", equalTo(40));
        check(40).body("allowed", equalTo(true));
        assertThat(use(41)).isEqualTo("blocked");
        assertThat(use(40)).isEqualTo("accepted");

        release(acme.member(), id).statusCode(200).body("state", equalTo("RELEASED"));
        release(acme.member(), id).statusCode(200);
        assertThat(use(60)).isEqualTo("accepted");
        assertThat(use(1)).isEqualTo("blocked");
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("meters.find { it.meter == 'ai_requests' }.used", equalTo(LIMIT))
                .body("meters.find { it.meter == 'ai_requests' }.reserved", equalTo(0));
    }

    @Test
    void aCommitIsUsageExactlyOnceAndGivesTheRestBack() {
        String id = reserved(60);

        commit(id, 20)
                .statusCode(200)
                .body("state", equalTo("COMMITTED"))
                .body("committedQuantity", equalTo(20))
                .body("standing.used", equalTo(20))
                .body("standing.remaining", equalTo(80));
        commit(id, 20).statusCode(200).body("state", equalTo("COMMITTED"));
        commit(id, 21).statusCode(409).body("type", equalTo("/problems/reservation-settled"));
        release(acme.member(), id).statusCode(409);

        assertThat(used(acme, METER)).isEqualTo(20);
        assertThat(ServiceDatabase.of("billing").number("""
                        select count(*) from usage_event e join usage_reservation r on r.org_id = e.org_id
                         where e.event_id = r.id::text and e.source = '/billing/reservations' and e.quantity = 20
                           and e.occurred_at = r.reserved_at and r.id = '%s'""".formatted(id))).isEqualTo(1);
        assertThat(use(80)).isEqualTo("accepted");
    }

    @Test
    void moreThanWhatIsHeldIsLetInAsFarAsTheLimitAdmitsIt() {
        String id = reserved(10);
        String other = reserved(50);

        commit(id, 51)
                .statusCode(409)
                .body("type", equalTo("/problems/reservation-not-committed"))
                .body("detail", equalTo("Reason: limit-reached."));
        find(acme.viewer(), id).body("state", equalTo("HELD"));
        commit(id, 50).statusCode(200);
        commit(other, 50).statusCode(200);
        assertThat(used(acme, METER)).isEqualTo(LIMIT);
    }

    @Test
    void aReservationHoldsNothingFromTheInstantItExpires() throws Throwable {
        String id = reserved(100);
        assertThat(use(1)).isEqualTo("blocked");

        expire(id);

        check(100).body("allowed", equalTo(true)).body("reserved", equalTo(0));
        find(acme.viewer(), id).body("state", equalTo("EXPIRED"));
        assertThat(use(100)).isEqualTo("accepted");
        commit(id, 1).statusCode(409).body("type", equalTo("/problems/reservation-settled"));
        release(acme.member(), id).statusCode(409);
        assertThat(used(acme, METER)).isEqualTo(LIMIT);
    }

    @Test
    void theSameRequestIsHeldOnce() {
        Map<String, ?> request = Map.of("meter", METER, "workspaceId", acme.workspaceId(), "quantity", 30);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ids.add(as(acme.member())
                    .header("Idempotency-Key", "job-7")
                    .contentType("application/json")
                    .body(request)
                    .post(ENTITLEMENTS + "/reserve")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("reservation.id"));
        }
        assertThat(ids.getFirst()).isEqualTo(ids.getLast());
        check(70).body("allowed", equalTo(true)).body("reserved", equalTo(30));
        as(acme.member())
                .header("Idempotency-Key", "job-7")
                .contentType("application/json")
                .body(Map.of("meter", METER, "workspaceId", acme.workspaceId(), "quantity", 31))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(422);
    }

    /** Whoever sends again is answered in the form of the first time, whatever became of it in between. */
    @Test
    void aRepeatedRequestIsAnsweredInTheFormOfTheFirst() {
        Map<String, Object> first = repeated(acme.member()).extract().path("");
        Map<String, Object> again = repeated(acme.member()).extract().path("");
        assertThat(again).isEqualTo(first);

        String other = reserved(20);
        assertThat(use(5)).isEqualTo("accepted");
        String id = repeated(acme.member())
                .body("standing.used", equalTo(5))
                .body("standing.reserved", equalTo(50))
                .body("standing.limit", equalTo(LIMIT))
                .body("standing.remaining", equalTo(45))
                .body("standing.warn", equalTo(false))
                .extract()
                .path("reservation.id");
        release(acme.member(), other).statusCode(200);
        commit(id, 10).statusCode(200);
        repeated(acme.member())
                .body("reservation.state", equalTo("COMMITTED"))
                .body("standing.used", equalTo(15))
                .body("standing.reserved", equalTo(0))
                .body("standing.remaining", equalTo(85));
    }

    @Test
    void aRepeatedRequestOfATeamRoleIsToldNoStandingEither() {
        Map<String, Object> first = repeated(acme.teamMember()).extract().path("");
        Map<String, Object> again = repeated(acme.teamMember()).extract().path("");

        assertThat(again).isEqualTo(first).containsOnlyKeys("allowed", "reservation");
    }

    @Test
    void aRepeatedCommitIsAnsweredInTheFormOfTheFirst() {
        String id = reserved(60);
        Map<String, Object> first = commit(id, 20).statusCode(200).extract().path("");

        Map<String, Object> again = commit(id, 20).statusCode(200).extract().path("");

        assertThat(again).isEqualTo(first).containsKey("standing");
    }

    @Test
    void anEmptyKeyIsNotTakenForNone() {
        for (String empty : List.of("", " ")) {
            as(acme.member())
                    .header("Idempotency-Key", empty)
                    .contentType("application/json")
                    .body(Map.of("meter", "emails", "workspaceId", acme.workspaceId(), "quantity", 1))
                    .post(ENTITLEMENTS + "/reserve")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains("Idempotency-Key"));
        }
    }

    @Test
    void theAnswerToARepeatedRequestSaysSo() {
        String id = repeated(acme.member())
                .header("Idempotent-Replayed", nullValue())
                .extract()
                .path("reservation.id");
        repeated(acme.member()).header("Idempotent-Replayed", equalTo("true"));

        commit(id, 20).statusCode(200).header("Idempotent-Replayed", nullValue());
        commit(id, 20).statusCode(200).header("Idempotent-Replayed", equalTo("true"));
        commit(id, 21).statusCode(409).header("Idempotent-Replayed", nullValue());

        String other = reserved(10);
        release(acme.member(), other).statusCode(200).header("Idempotent-Replayed", nullValue());
        release(acme.member(), other).statusCode(200).header("Idempotent-Replayed", equalTo("true"));
    }

    private ValidatableResponse repeated(TestUser user) {
        return as(user).header("Idempotency-Key", "job-8")
                .contentType("application/json")
                .body(Map.of("meter", METER, "workspaceId", acme.workspaceId(), "quantity", 30))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201);
    }

    @Test
    void nobodyElseSeesOrSettlesAReservation() {
        String id = reserved(5);
        String otherTeam = reserve(
                        acme.member(), Map.of("meter", METER, "workspaceId", acme.otherWorkspaceId(), "quantity", 5))
                .statusCode(201)
                .extract()
                .path("reservation.id");

        find(globex.owner(), id).statusCode(404);
        commit(globex.owner(), id, 5).statusCode(404);
        release(globex.owner(), id).statusCode(404);
        find(acme.teamMember(), otherTeam).statusCode(404);
        release(acme.teamMember(), otherTeam).statusCode(404);
        find(acme.teamMember(), id).statusCode(200);
        reserve(acme.member(), Map.of("meter", METER, "workspaceId", globex.workspaceId(), "quantity", 1))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/workspaceId")));
        reserve(acme.teamMember(), Map.of("meter", METER, "workspaceId", acme.otherWorkspaceId(), "quantity", 1))
                .statusCode(400);
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from usage_reservation where org_id = '%s'".formatted(globex.id())))
                .isZero();
    }

    @Test
    void onlyWhatIsSummedUpCanBeHeldAndNotForEver() {
        Map<String, ?> contacts = Map.of("meter", "contacts", "workspaceId", acme.workspaceId(), "quantity", 1);
        reserve(acme.member(), contacts).statusCode(400).body("errors.pointer", equalTo(List.of("/meter")));
        reserve(acme.member(), Map.of("meter", "letters", "workspaceId", acme.workspaceId(), "quantity", 1))
                .statusCode(400);
        reserve(
                        acme.member(),
                        Map.of(
                                "meter",
                                METER,
                                "workspaceId",
                                acme.workspaceId(),
                                "quantity",
                                0,
                                "expiresInSeconds",
                                86_401))
                .statusCode(400);
        commit(UUID.randomUUID().toString(), 1).statusCode(404);
    }

    /** Each that is held is looked at whenever usage is written or a check is asked. */
    @Test
    void howManyAreHeldIsBounded() throws SQLException {
        TestOrganization initech = BillingApi.knownOrganizations().a();
        BillingApi.subscribe(initech, "professional");
        Map<String, ?> request = Map.of("meter", "emails", "workspaceId", initech.workspaceId(), "quantity", 1);
        String id = reserve(initech.member(), request).statusCode(201).extract().path("reservation.id");
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            assertThat(statement.executeUpdate("""
                            insert into usage_reservation
                                   (org_id, id, meter_id, period_start, workspace_id, quantity, state, reserved_at,
                                    expires_at)
                            select org_id, gen_random_uuid(), meter_id, period_start, workspace_id, 1, 'HELD',
                                   reserved_at, expires_at
                              from usage_reservation cross join generate_series(1, 9999)
                             where id = '%s'""".formatted(id))).isEqualTo(9_999);
        }

        reserve(initech.member(), request)
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/too-many-reservations"));

        release(initech.member(), id).statusCode(200);
        reserve(initech.member(), request).statusCode(201).body("standing.reserved", equalTo(10_000));
        reserve(acme.member(), Map.of("meter", METER, "workspaceId", acme.workspaceId(), "quantity", 1))
                .statusCode(201);
    }

    @Test
    void withoutASubscriptionNothingIsHeld() {
        TestOrganization initech = BillingApi.knownOrganizations().a();

        reserve(initech.member(), Map.of("meter", METER, "workspaceId", initech.workspaceId(), "quantity", 1))
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("reason", equalTo("no-subscription"));
    }

    /** Half of the clients use at once, the others reserve and commit, or let go. */
    @Test
    void aHundredClientsRacingForTheLastUnitsNeverGetOneMore() throws Exception {
        use(40);
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int client = 0; client < 100; client++) {
            int number = client;
            clients.add(
                    number % 2 == 0
                            ? () -> use(1).equals("accepted") ? 1 : 0
                            : () -> {
                                ValidatableResponse answer = reserve(2);
                                String id = answer.extract().path("reservation.id");
                                if (id == null) {
                                    return 0;
                                }
                                if (number % 4 == 1) {
                                    release(acme.member(), id).statusCode(200);
                                    return 0;
                                }
                                commit(id, 2).statusCode(200);
                                return 2;
                            });
        }
        Collections.shuffle(clients, new java.util.Random(4));
        int taken = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(100)) {
            for (Future<Integer> done : executor.invokeAll(clients)) {
                taken += done.get();
            }
        }

        assertThat(used(acme, METER)).isEqualTo(40 + taken).isLessThanOrEqualTo(LIMIT);
        assertThat(ServiceDatabase.of("billing").number("""
                        select sum(quantity) from usage_event where org_id = '%s'
                            and meter_id = 2""".formatted(acme.id())))
                .isEqualTo(40 + taken);
        while (use(1).equals("accepted")) {
            taken++;
        }
        assertThat(used(acme, METER)).isEqualTo(LIMIT).isEqualTo(40 + taken);
        assertThat(used(globex, METER)).isZero();
    }
}
