package io.enterprisemode.billing.usage;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsageQueriesTest {

    private TestOrganization acme;
    private TestOrganization globex;
    private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    private final Instant yesterday = today.minus(Duration.ofDays(1));

    @BeforeEach
    void usageOfYesterdayInTwoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        for (TestOrganization organization : List.of(acme, globex)) {
            BillingApi.subscribe(organization, "professional", "MONTH", today.minus(Duration.ofDays(10)))
                    .statusCode(201);
        }
        send(
                        acme.member(),
                        List.of(
                                at("emails", acme.workspaceId(), 1, 10),
                                at("emails", acme.workspaceId(), 2, 20),
                                at("emails", acme.otherWorkspaceId(), 2, 5),
                                at("contacts", acme.workspaceId(), 3, 100),
                                at("contacts", acme.workspaceId(), 4, 80),
                                at("contacts", acme.otherWorkspaceId(), 5, 7)))
                .statusCode(200);
        send(globex.member(), List.of(at("emails", globex.workspaceId(), 1, 1_000)))
                .statusCode(200);
    }

    private Map<String, Object> at(String meter, UUID workspace, int hour, long quantity) {
        return event(
                UUID.randomUUID().toString(),
                meter,
                workspace,
                yesterday.plus(Duration.ofHours(hour)).plusSeconds(17),
                quantity);
    }

    private ValidatableResponse ask(Map<String, ?> parameters) {
        return as(acme.viewer()).queryParams(parameters).get(USAGE).then();
    }

    @Test
    void theCurrentPeriodIsShownAgainstThePlan() {
        ask(Map.of("current", true))
                .statusCode(200)
                .body("periodStart", equalTo(today.minus(Duration.ofDays(10)).toString()))
                .body("meters[0..3].meter", contains("emails", "ai_requests", "contacts", "api_calls"))
                .body("meters[0].used", equalTo(35))
                .body("meters[0].unit", equalTo("email"))
                .body("meters[0].included", equalTo(100_000))
                .body("meters[0].limit", equalTo(100_000))
                .body("meters[0].softLimit", equalTo(80_000))
                .body("meters[0].behaviour", equalTo("OVERAGE"))
                .body("meters[0].remaining", equalTo(99_965))
                .body("meters[2].used", equalTo(107));
    }

    @Test
    void withoutASubscriptionThereIsNoPeriod() {
        TestOrganization initech = BillingApi.knownOrganizations().a();

        as(initech.viewer())
                .get(USAGE)
                .then()
                .statusCode(200)
                .body("periodStart", nullValue())
                .body("meters", hasSize(0));
    }

    @Test
    void hoursAreASeriesWithoutGaps() {
        ask(Map.of(
                        "meter",
                        "emails",
                        "interval",
                        "hour",
                        "from",
                        yesterday.toString(),
                        "to",
                        yesterday.plus(Duration.ofMinutes(239)).toString()))
                .statusCode(200)
                .body("interval", equalTo("hour"))
                .body("from", equalTo(yesterday.toString()))
                .body("to", equalTo(yesterday.plus(Duration.ofHours(4)).toString()))
                .body("meters", hasSize(1))
                .body("meters[0].points.quantity", contains(0, 10, 25, 0));
    }

    @Test
    void daysTakeTheMaximumOfEachWorkspaceAndAddUp() {
        ask(Map.of("from", yesterday.minus(Duration.ofDays(1)).toString(), "to", today.toString()))
                .statusCode(200)
                .body("interval", equalTo("day"))
                .body("meters.find { it.meter == 'emails' }.points.quantity", contains(0, 35))
                .body("meters.find { it.meter == 'contacts' }.points.quantity", contains(0, 107));
        ask(Map.of("meter", "contacts", "workspaceId", acme.workspaceId(), "from", yesterday.toString()))
                .body("meters[0].points[0].quantity", equalTo(100));
    }

    @Test
    void aWorkspaceOfOthersAndOneThatIsNotThereAreNotFoundHoweverTheyAreAskedFor() {
        for (UUID workspace : List.of(globex.workspaceId(), UUID.randomUUID(), acme.teamId(), acme.id())) {
            for (Map<String, Object> question : questionsAbout(workspace)) {
                ask(question).statusCode(404).body("type", equalTo("/problems/not-found"));
            }
        }
    }

    @Test
    void aWorkspaceBeyondTheReachOfARoleIsNotFoundAndOneWithinIsAnswered() {
        for (Map<String, Object> question : questionsAbout(acme.otherWorkspaceId())) {
            askedByTeam(question).statusCode(404).body("type", equalTo("/problems/not-found"));
        }
        askedByTeam(questionsAbout(acme.workspaceId()).getFirst())
                .statusCode(200)
                .body("meters[0].points[0].quantity", equalTo(30));
    }

    private List<Map<String, Object>> questionsAbout(UUID workspace) {
        Map<String, Object> byTime = Map.of("workspaceId", workspace, "from", yesterday.toString(), "meter", "emails");
        return List.of(byTime, with(byTime, "groupBy", "workspace"));
    }

    private ValidatableResponse askedByTeam(Map<String, ?> parameters) {
        return as(acme.teamMember()).queryParams(parameters).get(USAGE).then();
    }

    @Test
    void theCurrentPeriodIsAskedForOrNot() {
        ask(Map.of("current", true)).statusCode(200).body("periodStart", notNullValue());
        ask(Map.of("current", false)).statusCode(200).body("interval", equalTo("day"));
        for (String garbage : List.of("maybe", "TRUE", "1", "yes", "false ")) {
            ask(Map.of("current", garbage)).statusCode(400).body("errors.pointer", contains("current"));
            ask(Map.of("current", garbage, "meter", "emails"))
                    .statusCode(400)
                    .body("errors.pointer", contains("current"));
        }
    }

    /** They would be left out of a success: the figures of the whole organization instead of those of a workspace. */
    @Test
    void theCurrentPeriodTakesNoParametersOfUsageOverTime() {
        for (String other : List.of("meter", "workspaceId", "from", "to", "interval", "groupBy", "timeZone", "limit")) {
            ask(Map.of("current", true, other, "emails"))
                    .statusCode(400)
                    .body("errors.pointer", contains(other))
                    .body("errors.detail", contains("is for usage over time, not for the current period"));
        }
    }

    /** A role on a team gives its figures, and nothing of the plan, which is that of the organization. */
    @Test
    void aTeamRoleLearnsNothingOfThePlanFromTheCurrentPeriod() {
        List<Map<String, Object>> meters = askedByTeam(Map.of("current", true))
                .statusCode(200)
                .body("scope", equalTo("SUBTREE"))
                .body("meters.find { it.meter == 'emails' }.used", equalTo(30))
                .extract()
                .path("meters");

        assertThat(meters)
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter).containsOnlyKeys("meter", "unit", "used"));
    }

    @Test
    void byWorkspaceTheLargestComesFirst() {
        ask(Map.of("groupBy", "workspace", "from", yesterday.toString(), "limit", 3))
                .statusCode(200)
                .body("workspaces.quantity", contains(100, 30, 7))
                .body("workspaces.meter", contains("contacts", "emails", "contacts"))
                .body("workspaces[1].workspaceId", equalTo(acme.workspaceId().toString()))
                .body("leftOut.meter", contains("emails"))
                .body("leftOut.workspaces", contains(1))
                .body("leftOut.quantity", contains(5));
        ask(Map.of("groupBy", "workspace", "from", yesterday.toString(), "limit", 1))
                .body("workspaces.quantity", contains(100))
                .body("leftOut.meter", contains("contacts", "emails"))
                .body("leftOut.workspaces", contains(1, 2))
                .body("leftOut.quantity", contains(7, 35));
        ask(Map.of("groupBy", "workspace", "from", yesterday.toString())).body("leftOut", hasSize(0));
        as(acme.teamMember())
                .queryParams(Map.of("groupBy", "workspace", "from", yesterday.toString()))
                .get(USAGE)
                .then()
                .statusCode(200)
                .body("workspaces.quantity", contains(100, 30));
    }

    @Test
    void aPropertyThatIsCalledWorkspaceCanBeAskedFor() {
        String meter = BillingApi.meter("SUM", null, "workspace", "team");
        Instant time = yesterday.plus(Duration.ofHours(1));
        send(
                        acme.member(),
                        List.of(
                                grouped(meter, time, 4, Map.of("workspace", "desk", "team", "red")),
                                grouped(meter, time, 3, Map.of("workspace", "hall", "team", "red")),
                                grouped(meter, time, 2, Map.of("workspace", "yard", "team", "red"))))
                .statusCode(200);
        Map<String, Object> day = Map.of("meter", meter, "from", yesterday.toString(), "to", today.toString());

        ask(with(day, "groupBy", "property:workspace"))
                .statusCode(200)
                .body("property", equalTo("workspace"))
                .body("groups.value", contains("desk", "hall", "yard"))
                .body("leftOut.groups", equalTo(0));
        ask(with(with(day, "groupBy", "property:workspace"), "limit", 1))
                .body("groups.value", contains("desk"))
                .body("leftOut.groups", equalTo(2))
                .body("leftOut.points.quantity", contains(5));
        ask(with(day, "groupBy", "team")).body("groups.value", contains("red"));
        ask(with(day, "groupBy", "workspace")).body("workspaces.quantity", contains(9));
    }

    @Test
    void valuesBeyondTheLimitAreAddedUpByIntervalAndTiesAreInTheOrderOfTheirText() {
        String meter = BillingApi.meter("MAX", null, "disk");
        Instant first = yesterday.plus(Duration.ofHours(1));
        Instant second = yesterday.plus(Duration.ofHours(2));
        send(
                        acme.member(),
                        List.of(
                                grouped(meter, first, 5, Map.of("disk", "b")),
                                grouped(meter, first, 4, Map.of("disk", "b")),
                                grouped(meter, second, 2, Map.of("disk", "b")),
                                grouped(meter, second, 7, Map.of("disk", "a")),
                                grouped(meter, first, 3, Map.of("disk", "c")),
                                grouped(meter, second, 1, Map.of("disk", "c")),
                                grouped(meter, second, 2, Map.of())))
                .statusCode(200);
        Map<String, Object> hours = Map.of(
                "meter",
                meter,
                "groupBy",
                "disk",
                "interval",
                "hour",
                "from",
                first.toString(),
                "to",
                second.plus(Duration.ofHours(1)).toString());

        ask(with(hours, "limit", 2))
                .statusCode(200)
                .body("groups.value", contains("a", "b"))
                .body("groups[0].points.quantity", contains(0, 7))
                .body("groups[1].points.quantity", contains(5, 2))
                .body("leftOut.groups", equalTo(2))
                .body("leftOut.points.quantity", contains(3, 3));
        ask(hours).body("groups.value", contains("a", "b", "c", "(none)")).body("leftOut.points", hasSize(0));
        ask(with(with(hours, "from", first.minus(Duration.ofDays(50)).toString()), "limit", 51))
                .statusCode(400)
                .body("errors.pointer", contains("limit"));
    }

    private Map<String, Object> grouped(String meter, Instant time, long quantity, Map<String, Object> properties) {
        return with(
                event(UUID.randomUUID().toString(), meter, acme.workspaceId(), time, quantity),
                "data",
                Map.of("quantity", quantity, "properties", properties));
    }

    @Test
    void daysThatStartWithinAnHourOfUtcAreApproximate() {
        Map<String, Object> days = Map.of("meter", "emails", "from", yesterday.toString());

        ask(with(days, "timeZone", "Asia/Kolkata")).body("approximate", equalTo(true));
        ask(with(days, "timeZone", "Europe/Berlin")).body("approximate", equalTo(false));
        ask(days).body("approximate", equalTo(false));
    }

    @Test
    void questionsThatMakeNoSenseAreRefusedWithTheParameter() {
        Map<String, Map<String, ?>> bad = Map.of(
                "meter", Map.of("meter", "letters"),
                "interval", Map.of("interval", "week"),
                "groupBy", Map.of("groupBy", "meter"),
                "workspaceId", Map.of("workspaceId", "one"),
                "from", Map.of("from", today.toString(), "to", yesterday.toString()),
                "to", Map.of("to", "soon"),
                "limit", Map.of("limit", 0));
        bad.forEach((parameter, question) -> assertThat(
                        ask(question).statusCode(400).extract().<List<String>>path("errors.pointer"))
                .containsExactly(parameter));
        ask(Map.of("interval", "hour", "from", "2020-01-01T00:00:00Z")).statusCode(400);
    }

    @Test
    void daysAreThoseOfTheOrganizationWhenAsked() throws SQLException {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            statement.executeUpdate(
                    "update access_node set time_zone = 'Asia/Tokyo' where node_id = '%s'".formatted(acme.id()));
        }
        Instant midnightInTokyo = yesterday.minus(Duration.ofHours(9));
        Map<String, Object> request = Map.of(
                "meter",
                "emails",
                "interval",
                "day",
                "from",
                midnightInTokyo.toString(),
                "to",
                midnightInTokyo.plus(Duration.ofHours(1)).toString());

        as(acme.viewer())
                .queryParams(request)
                .queryParam("timeZone", "organization")
                .get(USAGE)
                .then()
                .statusCode(200)
                .body("timeZone", equalTo("Asia/Tokyo"))
                .body("from", equalTo(midnightInTokyo.toString()))
                .body("meters[0].points.quantity", contains(35));
        as(acme.viewer())
                .queryParams(request)
                .get(USAGE)
                .then()
                .statusCode(200)
                .body("timeZone", equalTo("UTC"))
                .body("meters[0].points.quantity", contains(0));
        ask(Map.of("timeZone", "Middle-earth/Shire")).statusCode(400).body("errors.pointer", contains("timeZone"));
    }
}
