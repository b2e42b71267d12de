package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Browser;
import io.enterprisemode.systemtests.suite.Logs;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.Person;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.UsageEvents;
import java.net.HttpCookie;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One organization from the first sign-in to its figures on the overview, each step through the gateway. */
@SystemTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoryIT {

    private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static RunningSuite suite;
    private static Logs logs;
    private static Browser browser;
    private static String organizationId;
    private static String teamId;
    private static String workspaceId;
    private static Person admin;
    private static Person member;
    private static Person viewer;
    private static JsonNode firstInvoice;
    private static JsonNode secondInvoice;
    private static long emails;

    @BeforeAll
    static void begin(RunningSuite running) {
        suite = running;
        logs = Logs.of(suite);
        browser = Browser.at(suite.local().baseUrl(ServiceName.GATEWAY));
    }

    @Test
    @Order(1)
    void aPersonSignsInAndGetsASessionWithoutSeeingAToken() {
        assertThat(browser.caller().get("/api/enterprise/session").status()).isEqualTo(401);

        browser.signIn("nina");

        JsonNode session = browser.session();
        assertThat(session.path("user").path("name").asText()).isEqualTo("Nina Newcomer");
        assertThat(session.path("organizations")).isEmpty();
        assertThat(browser.cookies()).isNotEmpty().allMatch(HttpCookie::isHttpOnly);
        assertThat(session.toString()).doesNotContain("eyJ");
    }

    @Test
    @Order(2)
    void aRequestThatChangesSomethingNeedsTheTokenOfThePage() {
        Answer forged = browser.caller().post("/api/organizations", Map.of("name", "Forged"));

        assertThat(forged.status()).isEqualTo(403);
        assertThat(forged.mediaType()).isEqualTo("application/problem+json");
    }

    @Test
    @Order(3)
    void whoFoundsAnOrganizationOwnsIt() {
        Answer founded = browser.page()
                .post("/api/organizations", Map.of("name", "Initech", "timeZone", "Europe/Berlin"), "story")
                .expect(201);
        organizationId = founded.json().path("id").asText();
        Answer again = browser.page()
                .post("/api/organizations", Map.of("name", "Initech", "timeZone", "Europe/Berlin"), "story")
                .expect(201);

        assertThat(again.json().path("id").asText()).isEqualTo(organizationId);
        assertThat(browser.session().path("organizations").path(0).path("role").asText())
                .isEqualTo("OWNER");
    }

    @Test
    @Order(4)
    void theOrganizationGetsATeamAndAWorkspace() {
        teamId = id(page().post("/api/teams", Map.of("name", "Platform")));
        workspaceId = id(page().post("/api/workspaces", Map.of("teamId", teamId, "name", "Production")));

        assertThat(page().get("/api/workspaces")
                        .json()
                        .path("items")
                        .path(0)
                        .path("teamId")
                        .asText())
                .isEqualTo(teamId);
    }

    @Test
    @Order(5)
    void invitedPeopleJoinWithTheirRoles() {
        admin = join(Role.ADMIN);
        member = join(Role.MEMBER);

        assertThat(page().get("/api/members").json().path("items")).hasSize(3);
        assertThat(as(member).post("/api/teams", Map.of("name", "Not mine")).status())
                .isEqualTo(403);
    }

    @Test
    @Order(6)
    void anAdminSubscribesFromFortyDaysAgo() {
        Instant startAt = Instant.now().minus(40, ChronoUnit.DAYS);
        await("billing-service knows the admin")
                .atMost(PATIENCE)
                .until(() -> as(admin).get("/api/billing/subscriptions").status() == 200);

        Answer subscribed = as(admin)
                .post(
                        "/api/billing/subscriptions",
                        Map.of("plan", "professional", "interval", "MONTH", "startAt", startAt.toString()))
                .expect(201);

        assertThat(subscribed.json().path("status").asText()).isEqualTo("ACTIVE");
        assertThat(subscribed.json().path("price").path("amountMinor").asLong()).isEqualTo(9_900);
        assertThat(subscribed.json().path("availableActions").valueStream().map(JsonNode::asText))
                .containsExactly("CHANGE_NOW", "CHANGE_AT_PERIOD_END", "CANCEL_NOW", "CANCEL_AT_PERIOD_END");
        JsonNode issued =
                as(admin).get("/api/billing/invoices").expect(200).json().path("items");
        assertThat(issued).as("the price is charged in advance").hasSize(1);
        firstInvoice = issued.path(0);
        assertThat(firstInvoice.path("total").path("amountMinor").asLong()).isEqualTo(9_900);
        // A fourth person: the plan that every organization begins with has room for three.
        viewer = organization().join(Role.VIEWER);
        assertThat(as(viewer).post("/api/teams", Map.of("name", "Not mine")).status())
                .isEqualTo(403);
    }

    @Test
    @Order(7)
    void usageComesInEveryFormat() {
        Organization organization = organization();
        organization.awaitWorkspace(workspaceId);
        UsageEvents events = UsageEvents.of(workspaceId);
        Caller reporter = as(member);

        List<Answer> answers = List.of(
                reporter.post("/api/billing/usage", events.event("emails", 10)),
                reporter.post(
                        "/api/billing/usage", List.of(events.event("emails", 20), events.event("ai_requests", 3))),
                reporter.send(
                        "POST",
                        "/api/billing/usage",
                        "application/cloudevents+json",
                        json(events.cloudEvent("emails", 30))),
                reporter.send(
                        "POST",
                        "/api/billing/usage",
                        "application/cloudevents-batch+json",
                        json(List.of(events.cloudEvent("emails", 40), events.cloudEvent("contacts", 700)))),
                reporter.with("ce-specversion", "1.0")
                        .with("ce-id", UUID.randomUUID().toString())
                        .with("ce-source", events.source())
                        .with("ce-type", "emails")
                        .with("ce-subject", workspaceId)
                        .with("ce-time", Instant.now().toString())
                        .post("/api/billing/usage", Map.of("quantity", 50)));

        for (Answer answer : answers) {
            answer.expect(200);
            assertThat(statuses(answer)).as(answer.toString()).isNotEmpty().containsOnly("accepted");
        }
        emails = 10 + 20 + 30 + 40 + 50;
    }

    @Test
    @Order(8)
    void anEventIsCountedOnceAndABadOneSpoilsNoOther() {
        UsageEvents events = UsageEvents.of(workspaceId);
        Map<String, Object> good = events.event("emails", 5);
        Map<String, Object> otherContent = events.event(String.valueOf(good.get("id")), "emails", Instant.now(), 6);
        Instant now = Instant.now();

        Answer answer = as(member)
                .post(
                        "/api/billing/usage",
                        List.of(
                                good,
                                good,
                                otherContent,
                                events.event("unknown_meter", 1),
                                UsageEvents.of(UUID.randomUUID().toString()).event("emails", 1),
                                events.event("future", "emails", now.plus(10, ChronoUnit.MINUTES), 1),
                                events.event("old", "emails", now.minus(36, ChronoUnit.DAYS), 1),
                                events.event("negative", "emails", now, -1),
                                events.event("ai_requests", 4)))
                .expect(200);
        emails += 5;

        assertThat(statuses(answer))
                .containsExactly(
                        "accepted",
                        "duplicate",
                        "conflict",
                        "rejected",
                        "rejected",
                        "rejected",
                        "rejected",
                        "rejected",
                        "accepted");
        assertThat(results(answer))
                .allMatch(result -> !result.path("status").asText().equals("rejected")
                        || !result.path("reason").asText().isBlank());
    }

    @Test
    @Order(9)
    void whoMayNotWriteUsageIsRefused() {
        assertThat(as(viewer)
                        .post("/api/billing/usage", UsageEvents.of(workspaceId).event("emails", 1))
                        .status())
                .isEqualTo(403);
    }

    @Test
    @Order(10)
    void anApiKeyOfTheOrganizationReportsUsageToo() {
        String key = page().post("/api/apikeys", Map.of("name", "Mailer", "scopes", List.of("usage:write")))
                .expect(201)
                .json()
                .path("key")
                .asText();
        Caller mailer = suite.gateway().bearing(key);
        Map<String, Object> event = UsageEvents.of(workspaceId).event("emails", 7);

        await("the key is known to billing-service")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> mailer.post("/api/billing/usage", event).status() == 200);
        emails += 7;
    }

    @Test
    @Order(11)
    void theCountersAreRightAtOnce() {
        assertThat(used("emails")).isEqualTo(emails);
        assertThat(used("ai_requests")).isEqualTo(7);
        assertThat(used("contacts")).isEqualTo(700);

        Answer posted = as(member)
                .post("/api/billing/usage", UsageEvents.of(workspaceId).event("emails", 11));
        emails += 11;

        assertThat(results(posted.expect(200))
                        .getFirst()
                        .path("standing")
                        .path("used")
                        .asLong())
                .isEqualTo(emails);
        assertThat(used("emails")).isEqualTo(emails);
    }

    @Test
    @Order(12)
    void aFreePlanWarnsAtTheSoftLimitAndStopsExactlyAtTheHardOne() {
        Organization small = Organization.found(suite, "Hooli");
        String workspace = small.anyWorkspace();
        small.subscribe("free");
        UsageEvents events = UsageEvents.of(workspace);
        Caller owner = small.asOwner();

        JsonNode below = post(owner, events.event("emails", 799));
        JsonNode soft = post(owner, events.event("emails", 1));
        JsonNode tooMuch = post(owner, events.event("emails", 201));
        JsonNode exact = post(owner, events.event("emails", 200));
        JsonNode beyond = post(owner, events.event("emails", 1));

        assertThat(below.path("standing").path("warn").asBoolean()).isFalse();
        assertThat(soft.path("standing").path("warn").asBoolean()).isTrue();
        assertThat(tooMuch.path("status").asText()).isEqualTo("blocked");
        assertThat(exact.path("status").asText()).isEqualTo("accepted");
        assertThat(beyond.path("status").asText()).isEqualTo("blocked");
        assertThat(beyond.path("reason").asText()).isEqualTo("limit-reached");
        assertThat(beyond.path("standing").path("used").asLong()).isEqualTo(1_000);
        assertThat(owner.post("/api/billing/entitlements/check", Map.of("meter", "emails", "quantity", 1))
                        .expect(200)
                        .json()
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        awaitActions(owner, "billing.limit.reached");
    }

    @Test
    @Order(13)
    void aClosedPeriodIsInvoicedOnceWithItsUsageAndTheNextPrice() {
        Instant inClosedPeriod = Instant.now().minus(20, ChronoUnit.DAYS);
        Answer late = as(member)
                .post(
                        "/api/billing/usage",
                        UsageEvents.of(workspaceId).event("late", "emails", inClosedPeriod, 120_000))
                .expect(200);
        assertThat(statuses(late)).containsExactly("accepted");

        Answer issued = as(admin).post("/api/billing/invoices", Map.of()).expect(201);
        Answer again = as(admin).post("/api/billing/invoices", Map.of());

        secondInvoice = issued.json();
        assertThat(secondInvoice
                        .path("lines")
                        .valueStream()
                        .map(line -> line.path("kind").asText()))
                .containsExactly("SUBSCRIPTION", "OVERAGE");
        assertThat(secondInvoice.path("total").path("amountMinor").asLong())
                .as("99.00 for the month that runs, 20,000 e-mails at 0.0008 beyond the plan in the one before")
                .isEqualTo(9_900 + 1_600);
        assertThat(again.status()).isEqualTo(409);
        assertThat(page().get("/api/billing/invoices")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(each -> each.path("id").asText()))
                .containsExactly(
                        secondInvoice.path("id").asText(),
                        firstInvoice.path("id").asText());
    }

    @Test
    @Order(14)
    void theFinancialReportEqualsBothInvoicesToTheCent() {
        YearMonth month = monthOf(secondInvoice);
        boolean inOneMonth = monthOf(firstInvoice).equals(month);
        long subscription = inOneMonth ? 2 * 9_900 : 9_900;
        long total = inOneMonth ? total(firstInvoice) + total(secondInvoice) : total(secondInvoice);

        JsonNode revenue = await("the report of " + month)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> as(admin)
                                .get("/api/reports/financial?month=" + month)
                                .expect(200)
                                .json()
                                .path("currencies")
                                .path(0)
                                .path("revenue"),
                        found -> found.path("totalMinor").asLong() >= total);

        assertThat(revenue.path("subscriptionMinor").asLong()).isEqualTo(subscription);
        assertThat(revenue.path("overageMinor").asLong()).isEqualTo(1_600);
        assertThat(revenue.path("totalMinor").asLong()).isEqualTo(total).isEqualTo(subscription + 1_600);
    }

    @Test
    @Order(15)
    void theAuditTrailShowsEveryStep() {
        awaitActions(
                page(),
                "teams.organization.created",
                "teams.team.created",
                "teams.workspace.created",
                "teams.invitation.created",
                "teams.invitation.accepted",
                "teams.role.assigned",
                "teams.apikey.created",
                "billing.subscription.created",
                "billing.invoice.finalized");

        Answer csv = page().with("Accept", "text/csv")
                .get("/api/reports/audit/export")
                .expect(200);
        assertThat(csv.body().lines().filter(line -> line.contains("teams.invitation.accepted")))
                .hasSize(3);
        assertThat(as(viewer).get("/api/reports/audit").status()).isEqualTo(403);
    }

    @Test
    @Order(16)
    void theOverviewShowsItAll() {
        JsonNode summary = await("the overview is complete")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> page().get("/api/enterprise/summary").expect(200).json(),
                        found -> found.path("parts")
                                        .valueStream()
                                        .allMatch(part ->
                                                part.path("status").asText().equals("ok"))
                                && !found.path("activity").isEmpty()
                                && found.path("series")
                                        .path("meters")
                                        .valueStream()
                                        .anyMatch(meter -> true));

        assertThat(summary.path("organization").path("name").asText()).isEqualTo("Initech");
        assertThat(summary.path("subscription").path("plan").asText()).isEqualTo("professional");
        assertThat(summary.path("charges").path("subscriptionMinor").asLong())
                .as("the next price in advance")
                .isEqualTo(9_900);
        assertThat(summary.path("charges").path("issueAt").asText()).isNotEmpty();
        assertThat(summary.path("openInvoices").path(0).path("invoices").asInt())
                .isEqualTo(2);
        assertThat(summary.path("services")
                        .valueStream()
                        .map(service -> service.path("status").asText().toLowerCase(java.util.Locale.ROOT)))
                .hasSizeGreaterThanOrEqualTo(4)
                .containsOnly("up");
        assertThat(summary.path("health").path("score").asInt()).isBetween(41, 100);
        assertThat(meter(summary.path("usage"), "emails").path("used").asLong()).isEqualTo(emails);
        assertThat(summary.path("topWorkspaces").toString()).contains(workspaceId);
    }

    @Test
    @Order(17)
    void anEventIsInTheCountersAtOnceAndOnTheOverviewWithinTwoSeconds() {
        Map<String, Object> event = UsageEvents.of(workspaceId).event("api_calls", 1_234);

        as(member).post("/api/billing/usage", event).expect(200);

        assertThat(used("api_calls")).isEqualTo(1_234);
        await("the event is on the overview, in its counter and in its curve")
                .atMost(VISIBLE_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    JsonNode summary =
                            page().get("/api/enterprise/summary").expect(200).json();
                    assertThat(meter(summary.path("usage"), "api_calls")
                                    .path("used")
                                    .asLong())
                            .isEqualTo(1_234);
                    assertThat(meter(summary.path("series"), "api_calls")
                                    .path("points")
                                    .valueStream()
                                    .mapToLong(point -> point.path("quantity").asLong())
                                    .sum())
                            .isEqualTo(1_234);
                });
    }

    @Test
    @Order(18)
    void nothingWentWrongInAnyLog() {
        assertThat(logs.errors()).isEmpty();
    }

    /** The reports count an invoice in the month in which it is issued; a test at midnight may have two. */
    private static YearMonth monthOf(JsonNode invoice) {
        return YearMonth.from(Instant.parse(invoice.path("issuedAt").asText()).atOffset(ZoneOffset.UTC));
    }

    private static long total(JsonNode invoice) {
        return invoice.path("total").path("amountMinor").asLong();
    }

    private static Organization organization() {
        return new Organization(suite, organizationId, "Initech", admin);
    }

    /** Requests as the page of the signed-in owner sends them. */
    private static Caller page() {
        return browser.page().in(organizationId);
    }

    private static Caller as(Person person) {
        return person.caller().in(organizationId);
    }

    private static Person join(Role role) {
        Person person = suite.person(role.name());
        JsonNode invitation = page().post("/api/invitations", Map.of("email", person.email(), "role", role))
                .expect(201)
                .json();
        person.caller()
                .post(
                        "/api/invitations/accept",
                        Map.of("token", invitation.path("token").asText()))
                .expect(200);
        organization(person).assertKnown(person);
        return person;
    }

    private static Organization organization(Person person) {
        return new Organization(suite, organizationId, "Initech", person);
    }

    private static long used(String meter) {
        return meter(page().get("/api/billing/usage?current=true").expect(200).json(), meter)
                .path("used")
                .asLong();
    }

    private static JsonNode meter(JsonNode figures, String code) {
        return figures.path("meters")
                .valueStream()
                .filter(meter -> meter.path("meter").asText().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + code + " in " + figures));
    }

    private static JsonNode post(Caller caller, Map<String, Object> event) {
        return results(caller.post("/api/billing/usage", event).expect(200)).getFirst();
    }

    private static List<JsonNode> results(Answer answer) {
        return answer.json().path("results").valueStream().toList();
    }

    private static List<String> statuses(Answer answer) {
        return results(answer).stream()
                .map(result -> result.path("status").asText())
                .toList();
    }

    private static void awaitActions(Caller caller, String... actions) {
        await("the audit trail")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    List<String> found = new ArrayList<>();
                    caller.get("/api/reports/audit?limit=200")
                            .expect(200)
                            .json()
                            .path("items")
                            .forEach(event -> found.add(event.path("action").asText()));
                    assertThat(found).contains(actions);
                });
    }

    private static byte[] json(Object value) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper()
                    .writeValueAsString(value)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }
}
