package io.enterprisemode.audit.search;

import static io.enterprisemode.audit.AuditApi.AUDIT;
import static io.enterprisemode.audit.AuditApi.as;
import static io.enterprisemode.audit.AuditApi.event;
import static io.enterprisemode.audit.AuditApi.knownOrganizations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithSuite("audit")
class AuditSearchTest {

    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");

    private static TwoOrganizations organizations;
    private static List<AuditEvent> events;

    @BeforeEach
    void twoOrganizationsWithEvents() {
        if (organizations != null) {
            return;
        }
        organizations = knownOrganizations();
        TestOrganization a = organizations.a();
        AuditEvent upgraded = event(a, START.plusSeconds(3600), "billing.subscription.upgraded");
        events = List.of(
                event(a, START, "billing.subscription.created"),
                upgraded,
                withHigherId(upgraded, () -> event(a, START.plusSeconds(3600), "billing.invoice.finalized")),
                event(
                        a,
                        START.plusSeconds(86_400),
                        AuditCategory.TEAM,
                        AuditSeverity.WARNING,
                        "team.member.removed",
                        Map.of("reason", "Left the Company")),
                event(
                        a,
                        START.plusSeconds(3 * 86_400),
                        AuditCategory.ACCESS,
                        AuditSeverity.CRITICAL,
                        "billingx.denied",
                        Map.of("percent", "100%_")));
        events.forEach(Publisher::publish);
        Publisher.publish(event(organizations.b(), START, "billing.subscription.created"));
        Awaitility.await()
                .until(() -> new ServiceDatabase("audit")
                                .number("select count(*) from audit_event where org_id in ('" + a.id() + "', '"
                                        + organizations.b().id() + "')")
                        == 6);
    }

    @Test
    void theNewestComesFirst() {
        assertThat(found()).containsExactly(4, 3, 2, 1, 0);
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetitionAlsoWithinOneInstant() {
        List<Integer> seen = new ArrayList<>();
        String cursor = null;
        do {
            RequestSpecification request = admin().queryParam("limit", 1);
            if (cursor != null) {
                request.queryParam("cursor", cursor);
            }
            JsonPath page = request.get(AUDIT).then().statusCode(200).extract().jsonPath();
            page.<String>getList("items.id").forEach(id -> seen.add(indexOf(id)));
            cursor = page.getString("nextCursor");
        } while (cursor != null);

        assertThat(seen).containsExactly(4, 3, 2, 1, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "category=team | 3",
                "severity=CRITICAL | 4",
                "action=billing.subscription.upgraded | 1",
                "action=billing.* | 2 1 0",
                "action=billing.subscription.* | 1 0",
                "action=billing | ''",
                "outcome=SUCCESS | 4 3 2 1 0",
                "outcome=DENIED | ''",
                "targetType=subscription | 4 3 2 1 0",
                "targetType=invoice | ''",
                "from=2026-02-02T00:00:00Z | 4 3",
                "to=2026-02-01T01:00:00Z | 0",
                "from=2026-02-01T01:00:00Z&to=2026-02-02T00:00:00Z | 2 1",
                "category=billing&action=billing.invoice.* | 2",
                "from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z&q=left the company | 3",
                "from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z&q=100%_ | 4",
                "from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z&q=OLIVIA@acme | 4 3 2 1 0",
                "from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z&q=100_% | ''",
                "to=2026-03-01T00:00:00Z&q=upgraded | 1",
            })
    void filtersNarrow(String query, String expected) {
        List<Integer> indexes = expected.isEmpty()
                ? List.of()
                : java.util.Arrays.stream(expected.split(" ", -1))
                        .map(Integer::valueOf)
                        .toList();

        assertThat(found(query.split("&", -1))).isEqualTo(indexes);
    }

    @Test
    void whatWasPostedIsToldFromWhatServicesSay() {
        TwoOrganizations fresh = knownOrganizations();
        AuditEvent published = event(fresh.a(), START, "billing.subscription.created");
        Publisher.publish(published);
        String posted = Ids.next().toString();
        as(fresh.a().member())
                .contentType("application/json")
                .body(Map.of(
                        "id",
                        posted,
                        "category",
                        "security",
                        "severity",
                        "CRITICAL",
                        "action",
                        "crm.member.removed",
                        "actor",
                        Map.of(
                                "type",
                                "USER",
                                "id",
                                fresh.a().owner().principalId().toString()),
                        "target",
                        Map.of("type", "member", "id", "1")))
                .post(AUDIT)
                .then()
                .statusCode(200);
        Awaitility.await()
                .until(() -> as(fresh.a().owner())
                                .get(AUDIT)
                                .jsonPath()
                                .getList("items")
                                .size()
                        == 2);

        String member = fresh.a().member().principalId().toString();
        for (String source : List.of("/principals/*", "/principals/" + member)) {
            as(fresh.a().owner())
                    .queryParam("source", source)
                    .get(AUDIT)
                    .then()
                    .body("items.id", contains(posted))
                    .body("items[0].source", equalTo("/principals/" + member))
                    .body("items[0].credential", startsWith("token:http"));
        }
        as(fresh.a().owner())
                .queryParam("source", "/audit-service")
                .get(AUDIT)
                .then()
                .body("items.id", contains(published.id().toString()))
                .body("items[0].credential", nullValue());
        as(fresh.a().owner())
                .queryParam("source", "/billing-service")
                .get(AUDIT)
                .then()
                .body("items", hasSize(0));
        as(fresh.a().owner())
                .queryParam("source", "/principals/*")
                .queryParam("from", START.toString())
                .queryParam("to", Instant.now().plusSeconds(60).toString())
                .get(AUDIT + "/counts")
                .then()
                .body("bySeverity.CRITICAL", equalTo(1))
                .body("total", equalTo(1));
    }

    @ParameterizedTest
    @CsvSource({
        "ΠΩΛΗΣΕΙΣ, ΠΩΛΗΣΕΙΣ",
        "ΠΩΛΗΣΕΙΣ, πωλησεις",
        "ΠΩΛΗΣΕΙΣ, πωλησεισ",
        "İstanbul, İstanbul",
        "İstanbul, İSTANBUL",
        "Straße, STRAẞE",
        "ＡＣＭＥ, acme",
        "acme, ＡＣＭＥ",
        "Café, CAFE\u0301",
        "plain, PLAIN",
    })
    void textIsFoundInAnyCaseAndFormOfUnicode(String stored, String asked) {
        TwoOrganizations fresh = knownOrganizations();
        Publisher.publish(event(
                fresh.a(),
                START,
                AuditCategory.DATA,
                AuditSeverity.INFO,
                "crm.note.added",
                Map.of("note", "at " + stored + " today")));
        Awaitility.await()
                .until(() -> as(fresh.a().owner())
                                .get(AUDIT)
                                .jsonPath()
                                .getList("items")
                                .size()
                        == 1);

        as(fresh.a().owner())
                .queryParam("q", asked)
                .queryParam("to", START.plusSeconds(1).toString())
                .get(AUDIT)
                .then()
                .statusCode(200)
                .body("items", hasSize(1));
        as(fresh.a().owner())
                .queryParam("q", asked + "x")
                .queryParam("to", START.plusSeconds(1).toString())
                .get(AUDIT)
                .then()
                .body("items", hasSize(0));
    }

    /** As the next version of the service does while this one still runs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table audit_event add column of_tomorrow text | alter table audit_event drop column of_tomorrow",
                "alter table audit_event alter column request_id type varchar(200)"
                        + " | alter table audit_event alter column request_id type text",
            })
    void aChangeOfTheTableWhileItIsReadIsNotSeen(String change, String back) throws SQLException {
        assertThat(found()).containsExactly(4, 3, 2, 1, 0);
        try (Connection owner = new ServiceDatabase("audit").owner();
                Statement statement = owner.createStatement()) {
            statement.execute(change);
            try {
                for (int i = 0; i < 20; i++) {
                    assertThat(found()).containsExactly(4, 3, 2, 1, 0);
                    assertThat(found("action=billing.*")).containsExactly(2, 1, 0);
                }
                admin().get(AUDIT + "/" + events.getFirst().id()).then().statusCode(200);
            } finally {
                statement.execute(back);
            }
        }
        assertThat(found()).containsExactly(4, 3, 2, 1, 0);
    }

    @Test
    void theActorAndTheTargetAreFoundByTheirIds() {
        String owner = organizations.a().owner().principalId().toString();
        assertThat(found("actor=" + owner)).hasSize(5);
        assertThat(found("actor=" + owner.toUpperCase(Locale.ROOT))).hasSize(5);
        assertThat(found("actor=nobody")).isEmpty();
        assertThat(found("target=" + organizations.a().workspaceId())).hasSize(5);
        assertThat(found("target=" + organizations.b().workspaceId())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "from, yesterday",
        "to, 2026",
        "category, BILLING",
        "severity, critical",
        "outcome, MAYBE",
        "action, Billing.*",
        "action, *",
        "limit, 0",
        "limit, 201",
        "limit, many",
    })
    void aParameterThatCannotBeReadIsNamed(String parameter, String value) {
        admin().queryParam(parameter, value)
                .get(AUDIT)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains(parameter));
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        admin().queryParam("cursor", "bm9wZQ")
                .get(AUDIT)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/invalid-cursor"));
    }

    @Test
    void aSearchForTextIsBounded() {
        admin().queryParam("q", "x")
                .queryParam("from", "2026-01-01T00:00:00Z")
                .queryParam("to", "2026-06-01T00:00:00Z")
                .get(AUDIT)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("from"));
    }

    @Test
    void countsAreByCategorySeverityAndEveryDay() {
        admin().queryParam("from", "2026-02-01T00:00:00Z")
                .queryParam("to", "2026-02-05T00:00:00Z")
                .get(AUDIT + "/counts")
                .then()
                .statusCode(200)
                .body("total", equalTo(5))
                .body("byCategory.billing", equalTo(3))
                .body("byCategory.team", equalTo(1))
                .body("byCategory.usage", equalTo(0))
                .body("bySeverity.INFO", equalTo(3))
                .body("bySeverity.ERROR", equalTo(0))
                .body("byDay.day", contains("2026-02-01", "2026-02-02", "2026-02-03", "2026-02-04"))
                .body("byDay.count", contains(3, 1, 0, 1));
        admin().queryParam("from", "2026-02-01T00:00:00Z")
                .queryParam("to", "2026-02-05T00:00:00Z")
                .queryParam("action", "billing.*")
                .get(AUDIT + "/counts")
                .then()
                .body("total", equalTo(3));
        admin().queryParam("from", "2020-01-01T00:00:00Z")
                .get(AUDIT + "/counts")
                .then()
                .statusCode(400);
    }

    @Test
    void oneEventIsShownToItsOrganizationOnly() {
        String path = AUDIT + "/" + events.getFirst().id();
        admin().get(path).then().statusCode(200).body("action", equalTo("billing.subscription.created"));
        as(organizations.b().admin()).get(path).then().statusCode(404);
        admin().get(AUDIT + "/" + Ids.next()).then().statusCode(404);
        admin().get(AUDIT + "/nonsense").then().statusCode(404);
    }

    @Test
    void onlyAdminsAndOwnersOfTheOrganizationRead() {
        for (String path : List.of(
                AUDIT, AUDIT + "/counts", AUDIT + "/" + events.getFirst().id())) {
            as(organizations.a().member()).get(path).then().statusCode(403);
            as(organizations.a().teamMember()).get(path).then().statusCode(403);
            as(organizations.stranger()).get(path).then().statusCode(404);
            as(organizations.a().owner())
                    .header("Enterprise-Org", organizations.b().id())
                    .get(path)
                    .then()
                    .statusCode(404);
            as(organizations.a().owner()).get(path).then().statusCode(200);
        }
        as(organizations.b().owner()).get(AUDIT).then().body("items", hasSize(1));
        as(organizations.b().owner()).get(AUDIT).then().body("items.action", hasItem("billing.subscription.created"));
    }

    /** Ids of one millisecond are in no order; of events of one instant the one with the higher id counts as newer. */
    private static AuditEvent withHigherId(AuditEvent than, Supplier<AuditEvent> event) {
        return Stream.generate(event)
                .filter(made -> made.id().toString().compareTo(than.id().toString()) > 0)
                .findFirst()
                .orElseThrow();
    }

    private static RequestSpecification admin() {
        return as(organizations.a().admin());
    }

    private static List<Integer> found(String... parameters) {
        RequestSpecification request = admin();
        for (String parameter : parameters) {
            String[] parts = parameter.split("=", 2);
            request.queryParam(parts[0], parts[1]);
        }
        return request.get(AUDIT).then().statusCode(200).extract().jsonPath().<String>getList("items.id").stream()
                .map(AuditSearchTest::indexOf)
                .toList();
    }

    private static int indexOf(String id) {
        return events.stream().map(event -> event.id().toString()).toList().indexOf(id);
    }
}
