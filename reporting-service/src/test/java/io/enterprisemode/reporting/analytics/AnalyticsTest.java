package io.enterprisemode.reporting.analytics;

import static io.enterprisemode.reporting.ReportingApi.ANALYTICS;
import static io.enterprisemode.reporting.ReportingApi.as;
import static io.enterprisemode.reporting.ReportingApi.awaitRows;
import static io.enterprisemode.reporting.ReportingApi.knownOrganizations;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.JsonConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithSuite("reporting")
class AnalyticsTest {

    private static TwoOrganizations organizations;
    private static UUID production;
    private static UUID staging;
    private static UUID campaigns;

    @BeforeEach
    void twoOrganizationsWithUsage() {
        if (organizations != null) {
            return;
        }
        organizations = knownOrganizations();
        TestOrganization a = organizations.a();
        production = a.workspaceId();
        staging = a.secondWorkspaceId();
        campaigns = a.otherWorkspaceId();
        emails(a, production, "2026-02-08T12:00:00Z", 50);
        emails(a, production, "2026-02-09T22:00:00Z", 100);
        emails(a, production, "2026-02-09T23:00:00Z", 20);
        emails(a, production, "2026-02-10T08:00:00Z", 30);
        emails(a, campaigns, "2026-02-10T08:00:00Z", 350);
        hour(a, production, "contacts", Aggregation.MAX, "2026-02-10T08:00:00Z", 700);
        hour(a, production, "contacts", Aggregation.MAX, "2026-02-10T09:00:00Z", 500);
        hour(a, staging, "contacts", Aggregation.MAX, "2026-02-11T08:00:00Z", 10);
        hour(a, production, "seats", Aggregation.LATEST, "2026-02-10T08:00:00Z", 9);
        hour(a, production, "seats", Aggregation.LATEST, "2026-02-10T09:00:00Z", 4);
        hour(a, production, "visitors", Aggregation.UNIQUE_COUNT, "2026-02-10T08:00:00Z", 5);
        hour(a, production, "visitors", Aggregation.UNIQUE_COUNT, "2026-02-10T09:00:00Z", 7);
        emails(organizations.b(), organizations.b().workspaceId(), "2026-02-10T08:00:00Z", 9_999);
        awaitRows("usage_hour", a.id(), 12);
        awaitRows("usage_hour", organizations.b().id(), 1);
    }

    @Test
    void aDailySeriesHasEveryDayOfTheZone() {
        ask("?meter=emails&from=2026-02-08T23:00:00Z&to=2026-02-11T23:00:00Z&timeZone=Europe/Berlin")
                .body("interval", equalTo("day"))
                .body("timeZone", equalTo("Europe/Berlin"))
                .body("meters.meter", contains("emails"))
                .body(
                        "meters[0].points.start",
                        contains("2026-02-08T23:00:00Z", "2026-02-09T23:00:00Z", "2026-02-10T23:00:00Z"))
                .body("meters[0].points.quantity", contains(100, 400, 0));
    }

    @Test
    void theSameHoursFallOnOtherDaysInAnotherZone() {
        ask("?meter=emails&from=2026-02-09T00:00:00Z&to=2026-02-11T00:00:00Z&timeZone=UTC")
                .body("meters[0].points.quantity", contains(120, 380));
    }

    @Test
    void eachDayCarriesItsDateInTheZone() {
        ask("?meter=emails&from=2026-02-08T23:00:00Z&to=2026-02-11T23:00:00Z&timeZone=Europe/Berlin")
                .body("meters[0].points.date", contains("2026-02-09", "2026-02-10", "2026-02-11"))
                .body("approximate", equalTo(false));
        ask("?meter=emails&from=2026-02-09T08:00:00Z&to=2026-02-10T08:00:00Z&timeZone=America/Los_Angeles")
                .body("meters[0].points.date", contains("2026-02-09"))
                .body("meters[0].points.quantity", contains(120));
    }

    @Test
    void daysOfAZoneThatIsNoWholeHoursFromUtcAreSaidToBeApproximate() {
        ask("?meter=emails&from=2026-02-08T18:30:00Z&to=2026-02-10T18:30:00Z&timeZone=Asia/Kolkata")
                .body("meters[0].points.date", contains("2026-02-09", "2026-02-10"))
                .body("meters[0].points.quantity", contains(0, 500))
                .body("approximate", equalTo(true));
    }

    @Test
    void withoutAZoneTheOrganizationsIsTaken() {
        ask("?from=2026-02-09T00:00:00Z&to=2026-02-11T00:00:00Z").body("timeZone", equalTo("UTC"));
        ask("?timeZone=organization")
                .body("timeZone", equalTo("UTC"))
                .body("today", equalTo(LocalDate.now(ZoneOffset.UTC).toString()));
    }

    @Test
    void anHourlySeriesHasEveryHour() {
        ask("?meter=emails&interval=hour&from=2026-02-09T21:00:00Z&to=2026-02-10T00:00:00Z")
                .body(
                        "meters[0].points.start",
                        contains("2026-02-09T21:00:00Z", "2026-02-09T22:00:00Z", "2026-02-09T23:00:00Z"))
                .body("meters[0].points.quantity", contains(0, 100, 20));
    }

    @Test
    void eachMeterIsAddedUpByItsAggregation() {
        ask("?from=2026-02-10T00:00:00Z&to=2026-02-12T00:00:00Z")
                .body("meters.meter", contains("contacts", "emails", "seats", "visitors"))
                .body("meters.quantity", contains(710, 380, 4, 7))
                .body("meters.exact", contains(true, true, true, false))
                .body("meters[0].points.quantity", contains(700, 10))
                .body("meters[2].points.quantity", contains(4, 0));
    }

    @Test
    void theChangeIsAgainstTheWindowBeforeOfTheSameLength() {
        ask("?meter=emails&from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z")
                .body("previousFrom", equalTo("2026-02-09T00:00:00Z"))
                .body("meters[0].quantity", equalTo(380))
                .body("meters[0].previousQuantity", equalTo(120))
                .body("meters[0].change", closeTo(260.0 / 120, 1e-9));
        ask("?meter=contacts&from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z").body("meters[0].change", nullValue());
    }

    @Test
    void theWorkspacesThatUseMostAreNamedWithTheirShare() {
        ask("?meter=emails&from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z")
                .body("topWorkspaces.workspaceId", contains(campaigns.toString(), production.toString()))
                .body("topWorkspaces.name", contains("Campaigns", "Production"))
                .body("topWorkspaces.quantity", contains(350, 30))
                .body("topWorkspaces[0].share", closeTo(350.0 / 380, 1e-9));
        ask("?meter=emails&top=1&from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z")
                .body("topWorkspaces", hasSize(1));
    }

    @Test
    void oneWorkspaceCanBeAskedFor() {
        ask("?meter=emails&workspaceId=" + production + "&from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z")
                .body("meters[0].quantity", equalTo(30))
                .body("topWorkspaces.share", contains(1.0));
    }

    @Test
    void aTeamsMemberSeesTheFiguresOfThatTeamOnly() {
        TestUser teamMember = organizations.a().teamMember();
        String window = "from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z";

        ask(teamMember, "?meter=emails&" + window)
                .statusCode(200)
                .body("meters[0].quantity", equalTo(30))
                .body("topWorkspaces.name", contains("Production"))
                .body("topWorkspaces.share", contains(1.0));
        ask(teamMember, "?workspaceId=" + production + "&" + window).statusCode(200);
        ask(teamMember, "?workspaceId=" + campaigns + "&" + window).statusCode(404);
    }

    @Test
    void whatBelongsToAnotherOrganizationIsNotThere() {
        ask(organizations.a().owner(), "?workspaceId=" + organizations.b().workspaceId())
                .statusCode(404);
        ask(organizations.a().owner(), "?workspaceId=" + Ids.next()).statusCode(404);
        ask(organizations.b().viewer(), "?from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z")
                .body("meters.quantity", contains(9_999));
        ask(organizations.stranger(), "").statusCode(404);
    }

    @Test
    void withoutAWindowTheLastThirtyDaysAreAnswered() {
        ask("").body("meters", hasSize(0)).body("topWorkspaces", hasSize(0));
        ask("?interval=hour").body("interval", equalTo("hour"));
    }

    /** Meters are billing's; one that is defined there and not used yet is no mistake of whoever asks. */
    @Test
    void aMeterOfWhichNothingIsKnownHasNoFigures() {
        for (String meter : List.of("nope", "api_calls")) {
            ask("?meter=" + meter + "&from=2026-02-10T00:00:00Z&to=2026-02-11T00:00:00Z")
                    .body("meters", hasSize(0))
                    .body("topWorkspaces", hasSize(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "from, from=yesterday",
        "from, from=2026-02-02T00:00:00Z&to=2026-02-01T00:00:00Z",
        "from, from=2020-02-02T00:00:00Z&to=2026-02-01T00:00:00Z",
        "from, interval=hour&from=2026-01-01T00:00:00Z&to=2026-02-02T00:00:00Z",
        "to, to=2026",
        "interval, interval=week",
        "timeZone, timeZone=Mars/Olympus",
        "workspaceId, workspaceId=1",
        "top, top=0",
        "meter, meter=Emails",
        "meter, meter=emails%20",
        "meter, meter=io.enterprisemode.emails",
        "meter, meter=subscription",
        "meter, meter=*",
    })
    void aParameterThatCannotBeReadIsNamed(String parameter, String query) {
        ask(organizations.a().owner(), "?" + query).statusCode(400).body("errors.pointer", contains(parameter));
    }

    private static ValidatableResponse ask(String query) {
        return ask(organizations.a().viewer(), query).statusCode(200);
    }

    private static ValidatableResponse ask(TestUser user, String query) {
        return as(user).config(RestAssuredConfig.config()
                        .jsonConfig(JsonConfig.jsonConfig().numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE)))
                .get(ANALYTICS + query)
                .then();
    }

    private static void emails(TestOrganization organization, UUID workspace, String hour, long quantity) {
        hour(organization, workspace, "emails", Aggregation.SUM, hour, quantity);
    }

    private static void hour(
            TestOrganization organization,
            UUID workspace,
            String meter,
            Aggregation aggregation,
            String hour,
            long quantity) {
        Publisher.publish(new UsageRecorded(
                organization.id(), workspace, meter, aggregation, Instant.parse(hour), quantity, 1, 1));
    }
}
