package io.enterprisemode.audit.export;

import static io.enterprisemode.audit.AuditApi.AUDIT;
import static io.enterprisemode.audit.AuditApi.as;
import static io.enterprisemode.audit.AuditApi.event;
import static io.enterprisemode.audit.AuditApi.knownOrganizations;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.AccessEvents;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.ApiKeyFormat;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite("audit")
class AuditExportTest {

    private static final Instant START = Instant.parse("2026-02-01T00:00:00Z");
    private static final int EVENTS = 30;
    private static final int LARGE_EVENTS = 2_000;
    private static final int LARGE = 16_000;

    private final ServiceDatabase database = new ServiceDatabase("audit");
    private TwoOrganizations organizations;

    @BeforeEach
    void twoOrganizationsWithEvents() {
        organizations = knownOrganizations();
        for (int i = 0; i < EVENTS; i++) {
            Publisher.publish(event(organizations.a(), START.plusSeconds(i / 3), "team.member.invited"));
        }
        Publisher.publish(event(organizations.b(), START, "team.created"));
        Publisher.publish(event(
                organizations.a(),
                START.plusSeconds(1000),
                AuditCategory.DATA,
                AuditSeverity.INFO,
                "crm.note.added",
                Map.of("note", "=cmd|' /C calc'!A0, \"quoted\"")));
        Awaitility.await()
                .until(() -> database.number("select count(*) from audit_event where org_id in ('"
                                + organizations.a().id() + "', '"
                                + organizations.b().id() + "')")
                        == EVENTS + 2);
    }

    @Test
    void theExportHoldsEveryEventOfTheOrganizationOnceNewestFirst() {
        String csv = export("");

        List<String> lines = csv.lines().toList();
        assertThat(lines).hasSize(1 + EVENTS + 1);
        assertThat(lines.getFirst()).startsWith("id,time,receivedAt,source,category,severity,action,actorType");
        assertThat(lines.get(1)).contains("crm.note.added");
        assertThat(lines.stream().skip(1).map(line -> line.split(",", -1)[0]).distinct())
                .hasSize(EVENTS + 1);
        assertThat(lines.stream().skip(1).map(line -> line.split(",", -1)[1]).toList())
                .isSortedAccordingTo(
                        java.util.Comparator.comparing(Instant::parse).reversed());
        assertThat(csv).doesNotContain("team.created").contains("\r\n");
    }

    @Test
    void filtersApplyAndDetailsAreQuoted() {
        String csv = export("?action=crm.*");

        assertThat(csv.lines()).hasSize(2);
        assertThat(csv).contains("\"{\"\"note\"\":\"\"=cmd|' /C calc'!A0, \\\"\"quoted\\\"\"\"\"}\"");
    }

    @Test
    void theCredentialOfWhatWasPostedIsTheLastColumn() {
        as(organizations.a().member())
                .contentType("application/json")
                .body(Map.of(
                        "id", Ids.next().toString(),
                        "category", "data",
                        "action", "web.page.seen",
                        "userAgent", "Mozilla (X;=1+1;)",
                        "target", Map.of("type", "page", "id", "1")))
                .post(AUDIT)
                .then()
                .statusCode(200);

        List<String> lines = export("?source=/principals/*").lines().toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).endsWith(",details,credential");
        assertThat(lines.get(1)).contains(",\"Mozilla (X;'=1+1;)\",").matches(".*,token:http[^,]*");
    }

    @Test
    void aReaderWhoIsRemovedReadsNoFurtherAndIsNotToldThatThisWasAll() throws Exception {
        manyLargeEvents(organizations.a());
        try (RawExport export = RawExport.begin(organizations.a().admin().token())) {
            assertThat(export.readSome()).startsWith("HTTP/1.1 200");

            AccessEvents.revoke(organizations.a(), organizations.a().admin());
            Awaitility.await()
                    .until(() -> as(organizations.a().admin()).get(AUDIT).statusCode() == 404);

            export.readToTheEnd();
            assertThat(export.endedAsASuccess()).isFalse();
            assertThat(export.bytes()).isLessThan(LARGE_EVENTS * (long) LARGE);
        }
    }

    @Test
    void aKeyThatIsRevokedReadsNoFurther() throws Exception {
        manyLargeEvents(organizations.a());
        ApiKeyFormat key = new ApiKeyFormat("k" + Ids.next().toString().replace("-", ""), "s".repeat(40));
        publish(key, false, 1);
        Awaitility.await()
                .until(() -> given().auth().oauth2(key.presented()).get(AUDIT).statusCode() == 200);
        try (RawExport export = RawExport.begin(key.presented())) {
            assertThat(export.readSome()).startsWith("HTTP/1.1 200");

            publish(key, true, 2);
            Awaitility.await()
                    .until(() ->
                            given().auth().oauth2(key.presented()).get(AUDIT).statusCode() == 401);

            export.readToTheEnd();
            assertThat(export.endedAsASuccess()).isFalse();
        }
    }

    private void publish(ApiKeyFormat key, boolean revoked, long revision) {
        Publisher.publish(new ApiKeyChanged(
                key.keyId(),
                organizations.a().id(),
                organizations.a().owner().principalId(),
                key.secretSha256(),
                null,
                null,
                List.of("audit:read", "audit:export"),
                null,
                revoked,
                revision,
                Instant.now()));
    }

    @Test
    void anExportThatBreaksIsNotTakenForAWholeOne() throws Exception {
        manyLargeEvents(organizations.a());
        try (RawExport export = RawExport.begin(organizations.a().admin().token());
                Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            assertThat(export.readSome()).startsWith("HTTP/1.1 200");

            statement.execute("revoke select on audit_event from audit_app");
            try {
                export.readToTheEnd();
            } finally {
                statement.execute("grant select on audit_event to audit_app");
            }

            assertThat(export.endedAsASuccess()).isFalse();
        }
    }

    @Test
    void aWholeExportEndsAsASuccess() throws Exception {
        try (RawExport export = RawExport.begin(organizations.a().admin().token())) {
            export.readToTheEnd();
            assertThat(export.endedAsASuccess()).isTrue();
        }
    }

    @Test
    void anExportThatFailsBeforeItsFirstLineIsAnErrorOfItsOwn() throws Exception {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("revoke select on audit_event from audit_app");
            try {
                as(organizations.a().admin()).get(AUDIT + "/export").then().statusCode(greaterThanOrEqualTo(500));
            } finally {
                statement.execute("grant select on audit_event to audit_app");
            }
        }
    }

    /** More than the buffers of both ends of a connection hold, so that the export waits for its reader. */
    private void manyLargeEvents(TestOrganization organization) throws SQLException {
        try (Connection superuser = database.superuser();
                PreparedStatement insert = superuser.prepareStatement("""
                    insert into audit_event (org_id, id, time, received_at, source, category, severity, action,
                        actor_type, actor_id,
                                             target_type, target_id, outcome, details)
                    select ?, gen_random_uuid(), now(), now(), '/crm', 'DATA', 'INFO', 'crm.note.added', 'SYSTEM',
                        'crm',
                           'note', n::text, 'SUCCESS', '{"text":"' || repeat('x', ?) || '"}'
                      from generate_series(1, ?) n\
                    """)) {
            insert.setObject(1, organization.id());
            insert.setInt(2, LARGE);
            insert.setInt(3, LARGE_EVENTS);
            insert.executeUpdate();
        }
    }

    @Test
    void theExportIsItselfRecordedWithItsFilter() {
        try (TopicReader reader = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            export("?category=team&to=2027-01-01T00:00:00Z");

            ReceivedRecord published =
                    reader.await(record -> record.belongsTo(organizations.a().id())
                            && record.isOf(EventTypes.AUDIT_EVENT.type())
                            && record.json().path("action").asText().equals("audit.log.exported"));
            EventContract.assertConforms(published);
        }
        Awaitility.await()
                .untilAsserted(() -> as(organizations.a().owner())
                        .queryParam("action", "audit.*")
                        .get(AUDIT)
                        .then()
                        .body("items", hasSize(1))
                        .body("items[0].details.filter.category", equalTo("team"))
                        .body(
                                "items[0].actor.id",
                                equalTo(organizations.a().admin().principalId().toString())));
    }

    @Test
    void readersWhoGoAwayLeaveNothingBehind() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 40; i++) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(RestAssured.baseURI + ":" + RestAssured.port + AUDIT + "/export"))
                        .header(
                                "Authorization",
                                "Bearer " + organizations.a().admin().token())
                        .build();
                http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body()
                        .close();
            }
        }

        assertThat(export("").lines()).hasSizeGreaterThan(EVENTS);
    }

    @Test
    void onlyAdminsAndOwnersExport() {
        as(organizations.a().member()).get(AUDIT + "/export").then().statusCode(403);
        as(organizations.stranger()).get(AUDIT + "/export").then().statusCode(404);
        as(organizations.a().admin())
                .queryParam("from", "x")
                .get(AUDIT + "/export")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"acton=crm.*", "limit=5", "action=crm.*&Category=data", "q=x&credential"})
    void aMisspeltFilterExportsNothing(String query) {
        String unknown = query.replaceAll(".*&|=.*", "");

        as(organizations.a().admin())
                .get(AUDIT + "/export?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/validation-failed"))
                .body("errors.pointer", contains(unknown))
                .body(
                        "errors[0].detail",
                        equalTo("is not a known parameter, those are from, to, category, severity, action, actor,"
                                + " targetType, target, outcome, source, q"));
    }

    @Test
    void aFilterThatIsThereTwiceExportsNothing() {
        as(organizations.a().admin())
                .get(AUDIT + "/export?action=crm.*&category=data&action=crm.*")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("action"));
    }

    @Test
    void whoMayNotExportIsNotToldOfParameters() {
        String misspelt = AUDIT + "/export?acton=crm.*&q=x&q=y";

        given().get(misspelt).then().statusCode(401);
        as(organizations.a().member()).get(misspelt).then().statusCode(403);
        as(organizations.stranger()).get(misspelt).then().statusCode(404);
        as(organizations.b().admin())
                .header("Enterprise-Org", organizations.a().id())
                .get(misspelt)
                .then()
                .statusCode(404);
    }

    private String export(String query) {
        return as(organizations.a().admin())
                .get(AUDIT + "/export" + query)
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .header("Content-Disposition", "attachment; filename=\"audit-log.csv\"")
                .extract()
                .asString();
    }
}
