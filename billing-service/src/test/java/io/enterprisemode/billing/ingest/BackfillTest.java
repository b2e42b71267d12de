package io.enterprisemode.billing.ingest;

import static io.enterprisemode.billing.BillingApi.BACKFILL;
import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.asProducer;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithSuite("billing")
class BackfillTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Origin ORIGIN = new Origin(
            new Caller(
                    Caller.Kind.SERVICE_ACCOUNT,
                    UUID.randomUUID(),
                    "https://issuer.example",
                    "producer",
                    null,
                    null,
                    null,
                    Set.of(),
                    Optional.empty()),
            null,
            null,
            null,
            null);

    @Inject
    Backfill backfill;

    private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static String line(Object event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ValidatableResponse backfill(TestOrganization organization, String body) {
        return asProducer(organization)
                .contentType("application/x-ndjson")
                .body(body.getBytes(StandardCharsets.UTF_8))
                .post(BACKFILL)
                .then();
    }

    private Map<String, Object> emails(Duration ago, long quantity) {
        return event(
                UUID.randomUUID().toString(),
                "emails",
                acme.workspaceId(),
                Instant.now().minus(ago),
                quantity);
    }

    @Test
    void linesAreTakenInAndBadOnesNamed() {
        Map<String, Object> event = emails(Duration.ofDays(400), 5);
        String body = String.join(
                "\n",
                line(event),
                "",
                line(event),
                line(with(event, "data", Map.of("quantity", 6))),
                "{not json",
                line(emails(Duration.ofDays(740), 1)),
                line(with(emails(Duration.ofDays(1), 1), "subject", globex.workspaceId())),
                line(emails(Duration.ofDays(100), 7)) + "\r",
                line(emails(Duration.ofMinutes(-6), 7)),
                line(emails(Duration.ofDays(1), 8)));

        backfill(acme, body)
                .statusCode(200)
                .body("accepted", equalTo(3))
                .body("duplicates", equalTo(1))
                .body("conflicts", equalTo(1))
                .body("rejectedCount", equalTo(4))
                .body("rejected.line", contains(5, 6, 7, 9))
                .body(
                        "rejected.reason",
                        contains("invalid-event", "time-too-old", "unknown-workspace", "time-in-future"));

        as(acme.viewer())
                .queryParams(Map.of(
                        "meter",
                        "emails",
                        "from",
                        today.minus(Duration.ofDays(401)).toString(),
                        "to",
                        today.plus(Duration.ofDays(1)).toString(),
                        "groupBy",
                        "workspace"))
                .get(USAGE)
                .then()
                .body("workspaces[0].quantity", equalTo(20));
    }

    @Test
    void aLineBeyondALimitOfJsonIsABadLineLikeAnother() {
        String huge = line(emails(Duration.ofDays(2), 987_654)).replace("987654", "1e99999999999");
        assertThat(huge).contains("1e99999999999");
        String deep = line(with(emails(Duration.ofDays(2), 1), "data", Map.of("properties", "deep")));
        deep = deep.replace("\"deep\"", "[".repeat(32) + "]".repeat(32));

        backfill(
                        acme,
                        String.join(
                                "\n",
                                line(emails(Duration.ofDays(1), 5)),
                                huge,
                                line(emails(Duration.ofDays(1), 7)),
                                deep))
                .statusCode(200)
                .body("accepted", equalTo(2))
                .body("rejected.line", contains(2, 4))
                .body("rejected.reason", contains("invalid-event", "invalid-event"))
                .body(
                        "rejected.detail",
                        contains(
                                "the line cannot be read: a number has too large an exponent",
                                "the line cannot be read: nested too deeply (more than 32 levels)"));
    }

    @Test
    void itNeverBlocksAndIsNotBilledInPeriodsThatAreOver() {
        BillingApi.subscribe(acme, "starter", "MONTH", Instant.now().minus(Duration.ofDays(40)))
                .statusCode(201);
        BillingApi.subscribe(globex, "free", "MONTH", Instant.now().minus(Duration.ofDays(5)))
                .statusCode(201);

        backfill(acme, line(emails(Duration.ofDays(38), 50_000)) + "\n" + line(emails(Duration.ofDays(1), 12_000)))
                .body("accepted", equalTo(2));
        backfill(globex, line(with(emails(Duration.ofDays(1), 5_000), "subject", globex.workspaceId())))
                .body("accepted", equalTo(1));

        as(acme.admin())
                .contentType("application/json")
                .body("{}")
                .post(BillingApi.INVOICES)
                .then()
                .statusCode(201)
                .body("total.amountMinor", equalTo(2900));
        assertThat(used(acme, "emails")).isEqualTo(12_000);
        as(acme.admin())
                .contentType("application/json")
                .body("{\"preview\": true}")
                .post(BillingApi.INVOICES)
                .then()
                .statusCode(200)
                .body("total.amountMinor", equalTo(2900 + 200));
        assertThat(used(globex, "emails")).isEqualTo(5_000);
        send(globex.member(), event("emails", globex.workspaceId(), 1))
                .body("results[0].reason", equalTo("limit-reached"));
    }

    @Test
    void liveUsageOfAPeriodThatIsOverButNotInvoicedIsBilled() {
        BillingApi.subscribe(acme, "starter", "MONTH", Instant.now().minus(Duration.ofDays(40)))
                .statusCode(201);

        send(acme.member(), emails(Duration.ofDays(30), 20_000)).body("results[0].status", equalTo("accepted"));
        backfill(acme, line(emails(Duration.ofDays(30), 5_000))).body("accepted", equalTo(1));

        boolean over = Instant.now()
                .minus(Duration.ofDays(40))
                .atOffset(java.time.ZoneOffset.UTC)
                .plusMonths(1)
                .toInstant()
                .isBefore(Instant.now());
        assertThat(over).isTrue();
        as(acme.admin())
                .contentType("application/json")
                .body("{}")
                .post(BillingApi.INVOICES)
                .then()
                .statusCode(201)
                .body("lines", hasSize(2))
                .body("lines[1].quantity", equalTo(10_000))
                .body("lines[1].workspaces[0].quantity", equalTo(20_000))
                .body("total.amountMinor", equalTo(2900 + 1000));
    }

    private Map<String, Object> usage(String meter, UUID workspace, Duration ago, long quantity, String user) {
        Map<String, Object> event = event(
                UUID.randomUUID().toString(), meter, workspace, Instant.now().minus(ago), quantity);
        return with(event, "data", Map.of("quantity", quantity, "properties", Map.of("user", user)));
    }

    /** Of levels and distinct values, too: what is billed does not depend on when a backfill comes. */
    @Test
    void whatIsBilledIsAggregatedByItself() {
        String peak = BillingApi.meter("MAX", null);
        String stored = BillingApi.meter("LATEST", null);
        String users = BillingApi.meter("UNIQUE_COUNT", "user");
        String plan = BillingApi.plan(List.of(
                BillingApi.charged(peak, "1"), BillingApi.charged(stored, "1"), BillingApi.charged(users, "1")));
        BillingApi.subscribe(acme, plan, "MONTH", Instant.now().minus(Duration.ofDays(40)))
                .statusCode(201);
        UUID one = acme.workspaceId();
        UUID other = acme.otherWorkspaceId();
        backfill(
                        acme,
                        String.join(
                                "\n",
                                line(usage(peak, one, Duration.ofDays(25), 500, "x")),
                                line(usage(stored, one, Duration.ofDays(20), 700, "x")),
                                line(usage(users, one, Duration.ofDays(25), 1, "anna")),
                                line(usage(users, one, Duration.ofDays(25), 1, "bert"))))
                .body("accepted", equalTo(4));

        send(
                        acme.member(),
                        List.of(
                                usage(peak, one, Duration.ofDays(24), 30, "x"),
                                usage(stored, one, Duration.ofDays(24), 20, "x"),
                                usage(users, other, Duration.ofDays(24), 1, "anna"),
                                usage(users, other, Duration.ofDays(24), 1, "carl")))
                .body("results.status", equalTo(List.of("accepted", "accepted", "accepted", "accepted")));
        backfill(
                        acme,
                        String.join(
                                "\n",
                                line(usage(peak, one, Duration.ofDays(23), 900, "x")),
                                line(usage(stored, one, Duration.ofDays(19), 0, "x")),
                                line(usage(users, one, Duration.ofDays(23), 1, "carl")),
                                line(usage(users, one, Duration.ofDays(23), 1, "dora"))))
                .body("accepted", equalTo(4));
        send(
                        acme.member(),
                        List.of(
                                usage(peak, one, Duration.ofDays(22), 40, "x"),
                                usage(stored, one, Duration.ofDays(22), 10, "x"),
                                usage(users, other, Duration.ofDays(22), 1, "dora")))
                .body("results.status", equalTo(List.of("accepted", "accepted", "accepted")));

        as(acme.admin())
                .contentType("application/json")
                .body("{}")
                .post(BillingApi.INVOICES)
                .then()
                .statusCode(201)
                .body("lines.find { it.meter == '%s' }.quantity".formatted(peak), equalTo(40))
                .body("lines.find { it.meter == '%s' }.quantity".formatted(stored), equalTo(10))
                .body("lines.find { it.meter == '%s' }.quantity".formatted(users), equalTo(3))
                .body("lines.find { it.meter == '%s' }.workspaces".formatted(users), hasSize(1))
                .body(
                        "lines.find { it.meter == '%s' }.workspaces[0].workspaceId".formatted(users),
                        equalTo(other.toString()))
                .body("total.amountMinor", equalTo(4000 + 1000 + 300));
    }

    /** The version before has billed the difference of two figures; what is said later adds to it. */
    @ParameterizedTest
    @CsvSource({"0, 30", "20, 30", "31, 31"})
    void whatTheVersionBeforeHasCountedKeepsItsMeaning(long later, int billed) {
        String peak = BillingApi.meter("MAX", null);
        BillingApi.subscribe(
                        acme,
                        BillingApi.plan(List.of(BillingApi.charged(peak, "1"))),
                        "MONTH",
                        Instant.now().minus(Duration.ofDays(40)))
                .statusCode(201);
        UUID one = acme.workspaceId();
        send(acme.member(), usage(peak, one, Duration.ofDays(24), 30, "x"))
                .body("results[0].status", equalTo("accepted"));
        backfill(acme, line(usage(peak, one, Duration.ofDays(23), 900, "x"))).body("accepted", equalTo(1));
        StoredOrganization.update("""
                update usage_period_workspace
                   set billable_events = null, billable_quantity = null, billable_latest_quantity = null,
                       billable_latest_at = null, billable_latest_received_at = null, billable_latest_identity = null
                 where org_id = ?""", acme.id());
        if (later > 0) {
            send(acme.member(), usage(peak, one, Duration.ofDays(22), later, "x"))
                    .body("results[0].status", equalTo("accepted"));
        }

        as(acme.admin())
                .contentType("application/json")
                .body("{}")
                .post(BillingApi.INVOICES)
                .then()
                .statusCode(201)
                .body("lines.find { it.meter == '%s' }.quantity".formatted(peak), equalTo(billed));
    }

    @Test
    void itIsRecordedOnceWithItsFigures() {
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            backfill(acme, line(emails(Duration.ofDays(50), 1)) + "\n{").statusCode(200);

            var recorded = audit.await(record -> record.belongsTo(acme.id()));

            assertThat(recorded.json().path("action").asText()).isEqualTo("billing.usage.backfilled");
            assertThat(recorded.json().at("/details/accepted").asLong()).isEqualTo(1);
            assertThat(recorded.json().at("/actor/type").asText()).isEqualTo("SERVICE_ACCOUNT");
        }
    }

    private ValidatableResponse packed(byte[] body, String coding) {
        return asProducer(acme)
                .filter(io.enterprisemode.testkit.http.OpenApiConformance.requestUnchecked())
                .header("Content-Encoding", coding)
                .contentType("application/x-ndjson")
                .body(body)
                .post(BACKFILL)
                .then();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    @Test
    void theStreamMayBePackedAndSaysHowFarItCameWhenItIsDamaged() throws IOException {
        byte[] first =
                gzip(line(emails(Duration.ofDays(50), 1)) + "\n" + line(emails(Duration.ofDays(50), 2)) + "\n{\n");
        byte[] second = gzip(line(emails(Duration.ofDays(50), 4)) + "\n");
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        packed(both.toByteArray(), "gzip").statusCode(200).body("accepted", equalTo(3));

        byte[] damaged = both.toByteArray();
        damaged[damaged.length - 1] ^= 1;
        packed(damaged, "gzip")
                .statusCode(400)
                .body("type", equalTo("/problems/bad-request"))
                .body("detail", containsString("broke off at line 5"))
                .body("detail", containsString("0 were accepted, 3 duplicates, 0 conflicts and 1 rejected"));
        both.write('x');
        packed(both.toByteArray(), "gzip").statusCode(400);
        packed(first, "br").statusCode(415).header("Accept-Encoding", equalTo("gzip"));
        as(acme.admin())
                .filter(io.enterprisemode.testkit.http.OpenApiConformance.requestUnchecked())
                .header("Content-Encoding", "gzip")
                .contentType("application/json")
                .body(gzip("{}"))
                .post(BillingApi.INVOICES)
                .then()
                .statusCode(415)
                .header("Accept-Encoding", equalTo("identity"));
    }

    @Test
    void linesThatAreSaidToBeInAnotherEncodingAreRefused() {
        byte[] lines = line(emails(Duration.ofDays(50), 1)).getBytes(StandardCharsets.UTF_16);

        asProducer(acme)
                .contentType("application/x-ndjson; charset=utf-16")
                .body(lines)
                .post(BACKFILL)
                .then()
                .statusCode(415)
                .body("type", equalTo("/problems/unsupported-media-type"));
    }

    @Test
    void aLineThatIsTooLongIsNamedAndWhatCameBeforeIsCounted() {
        String body = line(emails(Duration.ofDays(50), 1)) + "\n\n" + "x".repeat(2 * 1024 * 1024) + "\n";

        backfill(acme, body)
                .statusCode(400)
                .body("detail", containsString("over 1 MiB"))
                .body("detail", containsString("broke off at line 3"))
                .body("detail", containsString("1 were accepted"));
    }

    @Test
    void oneThatIsCanceledIsRecordedWithItsFigures() throws IOException {
        PipedOutputStream sent = new PipedOutputStream();
        PipedInputStream stream = new PipedInputStream(sent, 1024 * 1024);
        StringBuilder lines = new StringBuilder();
        // Two chunks: when the second is stored, the figures have the first.
        for (int i = 0; i < 2_000; i++) {
            lines.append(line(emails(Duration.ofDays(50), 1))).append('\n');
        }
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            Cancellable running =
                    backfill.take(acme.id(), ORIGIN, stream).subscribe().with(done -> {}, failure -> {});
            sent.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            sent.flush();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ServiceDatabase.of("billing")
                                    .number("select count(*) from usage_event where org_id = '%s'".formatted(acme.id()))
                            == 2_000);

            running.cancel();

            var recorded = audit.await(record -> record.belongsTo(acme.id()));
            assertThat(recorded.json().path("outcome").asText()).isEqualTo("FAILURE");
            assertThat(recorded.json().at("/details/outcome").asText()).isEqualTo("canceled");
            assertThat(recorded.json().at("/details/accepted").asLong()).isBetween(1_000L, 2_000L);
        } finally {
            sent.close();
        }
    }

    @Test
    void itNeedsThePermissionAndAnOrganization() {
        RestAssured.given()
                .auth()
                .oauth2(Tokens.serviceAccount("producer", "usage:backfill").signed())
                .contentType("application/x-ndjson")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post(BACKFILL)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/organization-required"));
        as(acme.owner())
                .contentType("application/x-ndjson")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post(BACKFILL)
                .then()
                .statusCode(403);
        asProducer(acme)
                .contentType("application/json")
                .body("{}".getBytes(StandardCharsets.UTF_8))
                .post(BACKFILL)
                .then()
                .statusCode(415);
        backfill(acme, "x".repeat(2 * 1024 * 1024)).statusCode(400);
    }

    @Test
    void manyHoursInAStreamOverFiveMegabytesAreTakenInTogether() {
        List<String> meters = List.of("emails", "ai_requests", "contacts", "api_calls");
        String padding = "x".repeat(300);
        String body = IntStream.range(0, 20_000)
                .mapToObj(number -> line(with(
                        event(
                                "hour-" + number,
                                meters.get(number % 4),
                                number % 8 < 4 ? acme.workspaceId() : acme.otherWorkspaceId(),
                                today.minus(Duration.ofHours(1 + number / 8)),
                                number),
                        "data",
                        Map.of("quantity", number, "properties", Map.of("note", padding)))))
                .collect(Collectors.joining("\n"));
        assertThat(body.length()).isGreaterThan(5 * 1024 * 1024);

        backfill(acme, body).statusCode(200).body("accepted", equalTo(20_000)).body("rejected", hasSize(0));

        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from usage_hour where org_id = '%s'".formatted(acme.id())))
                .isEqualTo(20_000);
        backfill(acme, body).statusCode(200).body("duplicates", equalTo(20_000));
    }
}
