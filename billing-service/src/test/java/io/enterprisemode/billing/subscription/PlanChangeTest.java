package io.enterprisemode.billing.subscription;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class PlanChangeTest {

    private static final String CHANGE = SUBSCRIPTIONS + "/current/change";

    private final Instant start = Instant.now().minus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
    private final Instant end = start.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant();
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsOnFree() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        for (TestOrganization organization : List.of(acme, globex)) {
            BillingApi.subscribe(organization, "free", "MONTH", start).statusCode(201);
        }
    }

    private ValidatableResponse change(Map<String, ?> request) {
        return as(acme.admin())
                .contentType("application/json")
                .body(request)
                .post(CHANGE)
                .then();
    }

    /** When the plan that was chosen last begins. */
    private static Instant changedAt(TestOrganization organization) throws SQLException {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement();
                ResultSet row =
                        statement.executeQuery("select max(starts_at) from subscription_plan where org_id = '%s'"
                                .formatted(organization.id()))) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static Map<String, Object> emails(TestOrganization organization, Instant time, long quantity) {
        return event(UUID.randomUUID().toString(), "emails", organization.workspaceId(), time, quantity);
    }

    private long part(Instant partStart) {
        return ServiceDatabase.of("billing").number("""
                select coalesce(sum(used), 0) from usage_period
                 where org_id = '%s' and meter_id = 1 and period_start = '%s'""".formatted(acme.id(), partStart));
    }

    private long included(long included, Instant from, Instant to) {
        return Math.floorDiv(
                included * Duration.between(from, to).toSeconds(),
                Duration.between(start, end).toSeconds());
    }

    @Test
    void eachPartIsMeteredByItsOwnPlanAndThePeriodIsRatedByTheMeanOfThePlans() throws SQLException {
        send(acme.member(), emails(acme, start.plusSeconds(60), 1_000)).statusCode(200);
        assertThat(statuses(send(acme.member(), emails(acme, Instant.now(), 1))))
                .containsExactly("blocked");

        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            change(Map.of("plan", "starter", "when", "NOW"))
                    .statusCode(200)
                    .body("plan", equalTo("starter"))
                    .body("currentPeriodStart", equalTo(start.toString()))
                    .body("price.amountMinor", equalTo(2900));
            ReceivedRecord changed = lifecycle
                    .await(
                            1,
                            record ->
                                    record.belongsTo(acme.id()) && record.isOf(EventTypes.SUBSCRIPTION_CHANGED.type()))
                    .getFirst();
            EventContract.assertConforms(changed);
            assertThat(changed.json().path("plan").asText()).isEqualTo("starter");
        }
        Instant at = changedAt(acme);
        long included = included(10_000, at, end);
        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                emails(acme, at, included),
                                emails(acme, at.plusSeconds(1), 1_000),
                                emails(acme, at.minusSeconds(1), 1)))))
                .containsExactly("accepted", "accepted", "blocked");

        assertThat(part(start)).isEqualTo(1_000);
        assertThat(part(at)).isEqualTo(included + 1_000);
        long charge = Math.round(2900.0
                * Duration.between(at, end).toSeconds()
                / Duration.between(start, end).toSeconds());
        long mean = Math.floorDiv(
                1_000 * Duration.between(start, at).toSeconds()
                        + 10_000 * Duration.between(at, end).toSeconds(),
                Duration.between(start, end).toSeconds());
        long used = 1_000 + included + 1_000;
        long charged = Math.min(used - mean, included + 1_000);
        as(acme.admin()).get(INVOICES).then().body("items.total.amountMinor", contains((int) charge));
        as(acme.admin())
                .contentType("application/json")
                .body(Map.of("preview", true))
                .post(INVOICES)
                .then()
                .statusCode(200)
                .body("lines.kind", contains("SUBSCRIPTION", "OVERAGE"))
                .body("lines[0].amount.amountMinor", equalTo(2_900))
                .body("lines[1].quantity", equalTo((int) charged))
                .body("lines[1].included", equalTo((int) mean))
                .body("lines[1].used", equalTo((int) used))
                .body("lines[1].amount.amountMinor", equalTo((int) Math.round(charged / 10.0)))
                .body("lines[1].rates.plan", contains("free", "starter"))
                .body("lines[1].rates.unitPrice", contains(null, "0.0010"))
                .body("lines[1].rates[1].seconds", equalTo((int)
                        Duration.between(at, end).toSeconds()));
        as(globex.admin()).get(SUBSCRIPTIONS + "/current").then().body("plan", equalTo("free"));
    }

    @Test
    void entitlementsFollowThePlanInForce() throws SQLException {
        send(acme.member(), emails(acme, start.plusSeconds(60), 1_000)).statusCode(200);
        change(Map.of("plan", "professional")).statusCode(200);
        Instant at = changedAt(acme);

        assertThat(at).isBeforeOrEqualTo(Instant.now());
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("plan", equalTo("professional"))
                .body("periodStart", equalTo(start.toString()))
                .body("since", equalTo(at.toString()))
                .body("meters[0].used", equalTo(0))
                .body("meters[0].limit", equalTo((int) included(100_000, at, end)));
        as(acme.viewer())
                .get(USAGE)
                .then()
                .body("periodStart", equalTo(start.toString()))
                .body("since", equalTo(at.toString()))
                .body("meters[0].used", equalTo(0))
                .body("meters[0].limit", equalTo((int) included(100_000, at, end)));
    }

    @Test
    void noChangeOfPlanRenewsALimit() throws SQLException {
        send(acme.member(), emails(acme, start.plusSeconds(60), 1_000)).statusCode(200);

        change(Map.of("plan", "starter")).statusCode(200);
        Instant paid = changedAt(acme);
        assertThat(statuses(send(acme.member(), emails(acme, Instant.now(), 5))))
                .containsExactly("accepted");
        change(Map.of("plan", "free", "when", "NOW")).statusCode(200);

        assertThat(statuses(send(acme.member(), emails(acme, Instant.now(), 1))))
                .containsExactly("blocked");
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("plan", equalTo("free"))
                .body("meters[0].remaining", equalTo(0))
                .body("meters[0].allowed", equalTo(false))
                .body("meters[0].state", equalTo("BLOCKED"));
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", acme.workspaceId(), "quantity", 1))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .body("allowed", equalTo(false));
        assertThat(carriedTo(changedAt(acme))).isEqualTo(1_000 - included(1_000, start, paid));
    }

    @Test
    void whatComesLateToAnEarlierPartIsCarriedToTheLaterOnes() throws SQLException {
        send(acme.member(), emails(acme, start.plusSeconds(60), 400)).statusCode(200);
        change(Map.of("plan", "starter")).statusCode(200);
        Instant at = changedAt(acme);
        assertThat(carriedTo(at)).isEqualTo(Math.max(0, 400 - included(1_000, start, at)));

        assertThat(statuses(send(acme.member(), emails(acme, start.plusSeconds(61), 600))))
                .containsExactly("accepted");

        assertThat(carriedTo(at)).isEqualTo(1_000 - included(1_000, start, at));
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("meters[0].used", equalTo(0))
                .body("meters[0].remaining", equalTo((int)
                        (included(10_000, at, end) - 1_000 + included(1_000, start, at))));
    }

    @Test
    void aLevelThatIsInUseStaysInUse() throws SQLException {
        send(acme.member(), event(UUID.randomUUID().toString(), "contacts", acme.workspaceId(), start, 480))
                .statusCode(200);
        send(
                        acme.member(),
                        event(UUID.randomUUID().toString(), "contacts", acme.workspaceId(), start.plusSeconds(1), 400))
                .statusCode(200);

        change(Map.of("plan", "starter")).statusCode(200);

        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("meters.find { it.meter == 'contacts' }.used", equalTo(400))
                .body("meters.find { it.meter == 'contacts' }.limit", equalTo(5_000));
        send(
                        acme.member(),
                        event(UUID.randomUUID().toString(), "contacts", acme.workspaceId(), start.plusSeconds(2), 450))
                .statusCode(200);
        as(acme.viewer()).get(USAGE).then().body("meters.find { it.meter == 'contacts' }.used", equalTo(450));
        assertThat(statuses(send(
                        acme.member(),
                        event(UUID.randomUUID().toString(), "contacts", acme.workspaceId(), Instant.now(), 470))))
                .containsExactly("accepted");
        as(acme.viewer()).get(USAGE).then().body("meters.find { it.meter == 'contacts' }.used", equalTo(470));
    }

    private long carriedTo(Instant partStart) {
        return ServiceDatabase.of("billing").number("""
                select carry from usage_period
                 where org_id = '%s' and meter_id = 1 and period_start = '%s'""".formatted(acme.id(), partStart));
    }

    /**
     * One event of another meter came from a clock that is two minutes ahead: the upgrade holds at once, and the event
     * belongs to it.
     */
    @Test
    void usageThatIsAheadOfTheClockFallsIntoTheNewPart() throws SQLException {
        Instant ahead = Instant.now().plusSeconds(120);
        send(
                        acme.member(),
                        List.of(
                                emails(acme, start.plusSeconds(60), 1_000),
                                event(UUID.randomUUID().toString(), "api_calls", acme.workspaceId(), ahead, 10),
                                event(UUID.randomUUID().toString(), "api_calls", acme.workspaceId(), start, 5),
                                event(UUID.randomUUID().toString(), "contacts", acme.workspaceId(), ahead, 40)))
                .statusCode(200);
        assertThat(statuses(send(acme.member(), emails(acme, Instant.now(), 1))))
                .containsExactly("blocked");

        change(Map.of("plan", "starter")).statusCode(200);

        Instant at = changedAt(acme);
        assertThat(at).isBeforeOrEqualTo(Instant.now());
        assertThat(statuses(send(acme.member(), emails(acme, Instant.now(), 7))))
                .containsExactly("accepted");
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("plan", equalTo("starter"))
                .body("meters.find { it.meter == 'emails' }.used", equalTo(7))
                .body("meters.find { it.meter == 'api_calls' }.used", equalTo(10))
                .body("meters.find { it.meter == 'contacts' }.used", equalTo(40));
        assertThat(countersThatDifferFromTheirEvents("('SUM', 'COUNT')")).isZero();
        assertThat(ServiceDatabase.of("billing").number("""
                        select count(*) from usage_period p
                         where p.org_id = '%s'
                           and p.used <> (select coalesce(sum(w.quantity), 0) from usage_period_workspace w
                                           where w.org_id = p.org_id and w.meter_id = p.meter_id
                                             and w.period_start = p.period_start)""".formatted(acme.id())))
                .isZero();
    }

    /** Of events of one time the order is said by what is stored: by their arrivals, then by their identities. */
    @Test
    void theNewPartKnowsWhichEventIsTheLatest() throws SQLException {
        String meter = BillingApi.meter("LATEST", null);
        Instant ahead = Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.MICROS);
        List<Map<String, Object>> events = new ArrayList<>();
        for (int quantity = 1; quantity <= 20; quantity++) {
            events.add(event(UUID.randomUUID().toString(), meter, acme.workspaceId(), ahead, quantity));
        }
        send(acme.member(), events).statusCode(200);
        String ofMeter =
                "org_id = '%s' and meter_id = (select id from meter where code = '%s')".formatted(acme.id(), meter);
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update usage_event set received_at = date_trunc('second', received_at) where " + ofMeter))
                    .isEqualTo(20);
        }

        change(Map.of("plan", "starter")).statusCode(200);

        assertThat(ServiceDatabase.of("billing").number("""
                        select count(*)
                          from usage_period_workspace w
                          join (select * from usage_event where %1$s order by event_identity desc limit 1) e
                            on e.event_identity = w.latest_identity and e.received_at = w.latest_received_at
                               and e.occurred_at = w.latest_at and e.quantity = w.quantity
                         where w.org_id = '%2$s'
                           and w.period_start = '%3$s'""".formatted(ofMeter, acme.id(), changedAt(acme))))
                .isEqualTo(1);
    }

    @Test
    void whatIsHeldGoesWithTheChange() throws SQLException {
        String id = as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "ai_requests", "workspaceId", acme.workspaceId(), "quantity", 60))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201)
                .extract()
                .path("reservation.id");

        change(Map.of("plan", "starter")).statusCode(200);

        as(acme.member())
                .contentType("application/json")
                .body(Map.of("quantity", 60))
                .post(ENTITLEMENTS + "/reservations/" + id + "/commit")
                .then()
                .statusCode(200);
        assertThat(countersThatDifferFromTheirEvents("('SUM', 'COUNT')")).isZero();
    }

    @Test
    void aChangeOfWhatHasChangedSinceItWasReadIsRefused() {
        String read = as(acme.admin()).get(SUBSCRIPTIONS + "/current").header("ETag");
        assertThat(read).isNotNull();
        change(Map.of("plan", "starter")).statusCode(200);

        as(acme.admin())
                .contentType("application/json")
                .header("If-Match", read)
                .body(Map.of("plan", "professional"))
                .post(CHANGE)
                .then()
                .statusCode(412);

        as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().body("plan", equalTo("starter"));
    }

    private long countersThatDifferFromTheirEvents(String aggregations) {
        return ServiceDatabase.of("billing").number("""
                select count(*)
                  from usage_period p
                  join meter m on m.id = p.meter_id and m.aggregation in %2$s
                 where p.org_id = '%1$s'
                   and p.used <> (select coalesce(sum(e.quantity), 0) from usage_event e
                                   where e.org_id = '%1$s' and e.meter_id = p.meter_id
                                     and e.occurred_at >= p.period_start
                                     and e.occurred_at < p.period_end)""".formatted(acme.id(), aggregations));
    }

    @Test
    void whatIsNotAChangeIsRefused() {
        change(Map.of("plan", "free")).statusCode(409).body("type", equalTo("/problems/same-plan"));
        change(Map.of("plan", "gold")).statusCode(400).body("errors.pointer", equalTo(List.of("/plan")));
        change(Map.of("plan", "free", "interval", "MONTH")).statusCode(409);
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("plan", "starter"))
                .post(CHANGE)
                .then()
                .statusCode(403);
        as(acme.viewer()).get(ENTITLEMENTS).then().body("plan", equalTo("free"));
    }

    /** Whatever the interleaving: each event counts in the part in which its time lies. */
    @Test
    void usageThatRacesWithAChangeIsCountedInThePartOfItsTime() throws Exception {
        List<Callable<Object>> clients = new ArrayList<>();
        for (int client = 0; client < 12; client++) {
            clients.add(() -> {
                for (int i = 0; i < 6; i++) {
                    send(acme.member(), emails(acme, Instant.now(), 1)).statusCode(200);
                }
                return "sent";
            });
        }
        clients.add(4, () -> change(Map.of("plan", "starter")).extract().statusCode());
        clients.add(9, () -> change(Map.of("plan", "professional")).extract().statusCode());
        try (ExecutorService executor = Executors.newFixedThreadPool(clients.size())) {
            for (Future<Object> done : executor.invokeAll(clients)) {
                assertThat(done.get()).isIn("sent", 200, 409);
            }
        }

        assertThat(ServiceDatabase.of("billing").number("""
                        select count(*) from usage_event where org_id = '%s'""".formatted(acme.id())))
                .isEqualTo(72);
        assertThat(ServiceDatabase.of("billing").number("""
                        select count(*)
                          from usage_period p
                         where p.org_id = '%1$s' and p.meter_id = 1
                           and p.used <> (select coalesce(sum(e.quantity), 0) from usage_event e
                                           where e.org_id = '%1$s' and e.meter_id = 1
                                             and e.occurred_at >= p.period_start
                                             and e.occurred_at < p.period_end)""".formatted(acme.id())))
                .isZero();
        assertThat(ServiceDatabase.of("billing").number("""
                        select sum(used) from usage_period where org_id = '%s'
                            and meter_id = 1""".formatted(acme.id())))
                .isEqualTo(72);
    }
}
