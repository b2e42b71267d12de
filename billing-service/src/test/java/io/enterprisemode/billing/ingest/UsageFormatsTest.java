package io.enterprisemode.billing.ingest;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static io.enterprisemode.testkit.http.OpenApiConformance.requestUnchecked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class UsageFormatsTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsOnProfessional() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "professional");
        BillingApi.subscribe(globex, "professional");
    }

    @Test
    void plainJsonIsOneEventOrAnArray() {
        send(acme.member(), event("emails", acme.workspaceId(), 5))
                .statusCode(200)
                .body("results", hasSize(1))
                .body("results[0].index", equalTo(0))
                .body("results[0].status", equalTo("accepted"))
                .body("results[0].meter", equalTo("emails"))
                .body("results[0].standing.used", equalTo(5))
                .body("results[0].standing.limit", equalTo(100_000))
                .body("results[0].standing.remaining", equalTo(99_995))
                .body("results[0].standing.warn", equalTo(false));
        send(
                        acme.member(),
                        List.of(event("emails", acme.workspaceId(), 1), event("emails", acme.otherWorkspaceId(), 2)))
                .body("results.status", equalTo(List.of("accepted", "accepted")))
                .body("results.index", equalTo(List.of(0, 1)))
                .body("results[1].standing.used", equalTo(8));

        assertThat(used(acme, "emails")).isEqualTo(8);
        assertThat(used(globex, "emails")).isZero();
    }

    @Test
    void structuredCloudEventsAreTaken() {
        as(acme.member())
                .contentType("application/cloudevents+json; charset=utf-8")
                .body(with(event("emails", acme.workspaceId(), 7), "specversion", "1.0"))
                .post(USAGE)
                .then()
                .statusCode(200)
                .body("results.status", equalTo(List.of("accepted")));

        assertThat(used(acme, "emails")).isEqualTo(7);
    }

    @Test
    void batchedCloudEventsAreTaken() {
        as(acme.member())
                .contentType("application/cloudevents-batch+json")
                .body(List.of(
                        with(event("emails", acme.workspaceId(), 3), "specversion", "1.0"),
                        with(event("ai_requests", acme.workspaceId(), 4), "specversion", "1.0")))
                .post(USAGE)
                .then()
                .statusCode(200)
                .body("results.status", equalTo(List.of("accepted", "accepted")));

        assertThat(used(acme, "emails")).isEqualTo(3);
        assertThat(used(acme, "ai_requests")).isEqualTo(4);
    }

    @Test
    void binaryCloudEventsAreTakenWithPercentEncodedAttributes() {
        Map<String, Object> event = event("emails", acme.workspaceId(), 9);

        var request = as(acme.member())
                .header("ce-specversion", "1.0")
                .header("ce-id", "caf%C3%A9-1")
                .header("ce-source", event.get("source"))
                .header("ce-type", event.get("type"))
                .header("ce-subject", event.get("subject"))
                .header("ce-time", event.get("time"))
                .contentType("application/json")
                .body(event.get("data"));
        request.post(USAGE).then().statusCode(200).body("results[0].id", equalTo("café-1"));

        send(acme.member(), with(event, "id", "café-1")).body("results.status", equalTo(List.of("duplicate")));
        assertThat(used(acme, "emails")).isEqualTo(9);
    }

    private ValidatableResponse binary(String path, String id, Map<String, Object> event) {
        return as(acme.member())
                .filter(requestUnchecked())
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", event.get("source"))
                .header("ce-type", event.get("type"))
                .header("ce-subject", event.get("subject"))
                .header("ce-time", event.get("time"))
                .contentType("application/json")
                .body(event.get("data"))
                .post(path)
                .then();
    }

    @Test
    void oneIdInQuotesOrPercentEncodedIsOneEvent() {
        Map<String, Object> event = event("emails", acme.workspaceId(), 4);

        for (String path : List.of(USAGE, "/api/v1/events")) {
            String id = path.length() + "-mail";
            binary(path, "\"" + id + "\"", event).statusCode(200).body("results[0].id", equalTo(id));
            binary(path, id, event).body("results.status", equalTo(List.of("duplicate")));
            binary(path, id.replace("-", "%2D"), event).body("results.status", equalTo(List.of("duplicate")));
        }

        assertThat(used(acme, "emails")).isEqualTo(8);
    }

    @Test
    void headersThatAreNotUtf8AreRefused() {
        Map<String, Object> event = event("emails", acme.workspaceId(), 4);

        for (String path : List.of(USAGE, "/api/v1/events")) {
            for (String id : List.of("a%FFb", "a%FEb", "%C0%AF", "100%", "\"open")) {
                binary(path, id, event)
                        .statusCode(400)
                        .body("type", equalTo("/problems/validation-failed"))
                        .body("errors[0].pointer", equalTo("ce-id"));
            }
            binary(path, "id", with(event, "source", "%FF"))
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("ce-source"));
        }
        as(acme.member())
                .filter(requestUnchecked())
                .header("Prefer", "respond-async")
                .header("ce-id", "a%FFb")
                .contentType("application/json")
                .body(event.get("data"))
                .post(USAGE)
                .then()
                .statusCode(400);
        byte[] overlong = "{\"id\": \"a?b\"}".getBytes(StandardCharsets.ISO_8859_1);
        overlong[9] = (byte) 0xC0;
        as(acme.member())
                .filter(requestUnchecked())
                .contentType("application/json")
                .body(overlong)
                .post(USAGE)
                .then()
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));

        assertThat(used(acme, "emails")).isZero();
    }

    @Test
    void thePathOfOpenMeterSaysByItsStatusWhenNothingWasTakenIn() {
        Map<String, Object> good = with(event("emails", acme.workspaceId(), 4), "specversion", "1.0");
        Map<String, Object> without =
                with(with(event("emails", acme.workspaceId(), 4), "specversion", "1.0"), "data", Map.of("tokens", 500));

        for (Map<String, Object> event : List.of(without, with(without, "subject", "nobody"))) {
            openMeter(event).statusCode(400).body("type", equalTo("/problems/usage-not-taken-in"));
        }
        openMeter(without)
                .body("errors[0].pointer", equalTo("/0"))
                .body("errors[0].detail", startsWith("rejected: missing-quantity"));
        openMeter(good).statusCode(200);
        openMeter(good).statusCode(200).body("results.status", equalTo(List.of("duplicate")));

        assertThat(used(acme, "emails")).isEqualTo(4);
    }

    private ValidatableResponse openMeter(Map<String, Object> event) {
        return as(acme.member())
                .contentType("application/cloudevents+json")
                .body(event)
                .post("/api/v1/events")
                .then();
    }

    @Test
    void whatAsAWholeIsNoEventsIsRefused() {
        for (String body : List.of("", "{", "[1", "{\"id\": \"1\", \"id\": \"2\"}", "[] []", "nonsense")) {
            send(acme.member(), body).statusCode(400).body("type", equalTo("/problems/malformed-json"));
        }
        for (String body : List.of("[]", "1", "\"text\"", "null")) {
            send(acme.member(), body).statusCode(400).body("type", equalTo("/problems/validation-failed"));
        }
        send(acme.member(), "[" + "[".repeat(40) + "]".repeat(40) + "]").statusCode(400);
        as(acme.member())
                .contentType("application/json")
                .body(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'})
                .post(USAGE)
                .then()
                .statusCode(400);
        send(acme.member(), Collections.nCopies(1_001, event("emails", acme.workspaceId(), 1)))
                .statusCode(400)
                .body("type", equalTo("/problems/validation-failed"));
        as(acme.member())
                .contentType("text/plain")
                .body("{}")
                .post(USAGE)
                .then()
                .statusCode(415);
        as(acme.member())
                .contentType("application/json")
                .body("[\"" + "x".repeat(6 * 1024 * 1024) + "\"]")
                .post(USAGE)
                .then()
                .statusCode(413);
        assertThat(used(acme, "emails")).isZero();
    }

    /** The limits protect the parser, so that one event beyond them refuses its batch. */
    @Test
    void aBatchBeyondALimitOfJsonIsToldWhichOne() {
        Map<String, Object> good = event("emails", acme.workspaceId(), 1);
        Object deep = 1;
        for (int i = 0; i < 30; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> nested = with(good, "data", Map.of("quantity", 1, "properties", Map.of("size", deep)));
        Map<String, Object> lengthy =
                with(good, "data", Map.of("quantity", 1, "properties", Map.of("size", BigInteger.TEN.pow(100))));

        isBeyond("nested too deeply (more than 32 levels)", List.of(good, nested));
        isBeyond("a number has more than 100 digits", List.of(good, lengthy));
        assertThat(used(acme, "emails")).isZero();
    }

    private void isBeyond(String limit, List<Object> events) {
        ValidatableResponse counted = send(acme.member(), events);
        ValidatableResponse queued = as(acme.member())
                .header("Prefer", "respond-async")
                .contentType("application/json")
                .body(events)
                .post(USAGE)
                .then();

        for (ValidatableResponse answer : List.of(counted, queued)) {
            answer.statusCode(400)
                    .body("type", equalTo("/problems/malformed-json"))
                    .body("detail", equalTo("The body cannot be read as JSON: " + limit + "."));
        }
    }

    /**
     * JSON sets no bound to an exponent; what no number of ours can hold is told, and the sender can do something about
     * it.
     */
    @Test
    void aNumberWithAnExponentBeyondAllBoundsIsNoFaultOfOurs() {
        for (String number : List.of("1e99999999999", "-1e99999999999", "1e-99999999999", "1.5E99999999999999999999")) {
            String event = """
                {"specversion": "1.0", "id": "%s", "source": "/test", "type": "emails", "subject": "%s", "time": "%s",
                 "data": {"quantity": 1, "properties": {"size": %s}}}\
                """.formatted(Ids.next(), acme.workspaceId(), Instant.now(), number);
            for (String body : List.of(event, "[" + event + "]", event.replace("1, \"prop", number + ", \"prop"))) {
                send(acme.member(), body).statusCode(400).body("type", equalTo("/problems/malformed-json"));
            }
            as(acme.member())
                    .header("Prefer", "respond-async")
                    .contentType("application/json")
                    .body(event)
                    .post(USAGE)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("/problems/malformed-json"));
            as(acme.member())
                    .contentType("application/cloudevents+json")
                    .body(event)
                    .post("/api/v1/events")
                    .then()
                    .statusCode(400);
        }
        assertThat(used(acme, "emails")).isZero();
    }

    @Test
    void aThousandEventsAreOneRequest() {
        List<Map<String, Object>> events = java.util.stream.IntStream.range(0, 1_000)
                .mapToObj(
                        number -> event("api_calls", number % 2 == 0 ? acme.workspaceId() : acme.otherWorkspaceId(), 1))
                .toList();

        send(acme.member(), events).statusCode(200).body("results", hasSize(1_000));

        assertThat(used(acme, "api_calls")).isEqualTo(1_000);
    }

    @Test
    void thePathOfOpenMeterTakesTheSame() {
        Map<String, Object> event = with(event("emails", acme.workspaceId(), 4), "specversion", "1.0");

        as(acme.member())
                .contentType("application/cloudevents+json")
                .body(event)
                .post("/api/v1/events")
                .then()
                .statusCode(200)
                .body("results.status", equalTo(List.of("accepted")));
        as(acme.member())
                .contentType("application/cloudevents-batch+json")
                .body(List.of(event, with(event("emails", acme.workspaceId(), 5), "specversion", "1.0")))
                .post("/api/v1/events")
                .then()
                .statusCode(200)
                .body("results.status", equalTo(List.of("duplicate", "accepted")));

        send(acme.member(), event).body("results.status", equalTo(List.of("duplicate")));
        assertThat(used(acme, "emails")).isEqualTo(9);
        assertThat(used(globex, "emails")).isZero();
    }

    @Test
    void bodiesMayBePackedButNotWithoutMeasure() throws IOException {
        byte[] events = ("[" + new ObjectMapper().writeValueAsString(event("emails", acme.workspaceId(), 6)) + "]")
                .getBytes(StandardCharsets.UTF_8);
        byte[] packed = gzip(events);
        for (String path : List.of(USAGE, "/api/v1/events")) {
            packed(path, "gzip", packed).statusCode(200);
            packed(path, "gzip", Arrays.copyOf(packed, packed.length - 9))
                    .statusCode(400)
                    .body("type", equalTo("/problems/bad-request"));
            packed(path, "gzip", events).statusCode(400).body("type", equalTo("/problems/bad-request"));
            packed(path, "gzip", gzip(new byte[6 * 1024 * 1024]))
                    .statusCode(413)
                    .body("type", equalTo("/problems/too-large"));
            packed(path, "br", packed).statusCode(415);
            packed(path, "identity", events).body("results.status", equalTo(List.of("duplicate")));
        }
        assertThat(used(acme, "emails")).isEqualTo(6);
    }

    @Test
    void bodiesThatAreSaidToBeInAnotherEncodingAreRefused() throws IOException {
        String event = new ObjectMapper()
                .writeValueAsString(with(event("emails", acme.workspaceId(), 6), "specversion", "1.0"));
        for (String type : List.of(UsageFormat.PLAIN, UsageFormat.STRUCTURED, UsageFormat.BATCH)) {
            String body = type.equals(UsageFormat.BATCH) ? "[" + event + "]" : event;
            for (String path : List.of(USAGE, "/api/v1/events")) {
                encoded(path, type + "; charset=utf-16", body.getBytes(StandardCharsets.UTF_16))
                        .statusCode(415)
                        .body("type", equalTo("/problems/unsupported-media-type"));
                encoded(path, type + ";charset=\"ISO-8859-1\"", body.getBytes(StandardCharsets.UTF_8))
                        .statusCode(415);
            }
        }
        assertThat(used(acme, "emails")).isZero();

        for (String charset : List.of("\"UTF-8\"", "utf-8", "Utf-8")) {
            encoded(USAGE, UsageFormat.STRUCTURED + "; charset=" + charset, event.getBytes(StandardCharsets.UTF_8))
                    .statusCode(200);
        }
        assertThat(used(acme, "emails")).isEqualTo(6);
    }

    private ValidatableResponse encoded(String path, String type, byte[] body) {
        return as(acme.member())
                .filter(requestUnchecked())
                .contentType(type)
                .body(body)
                .post(path)
                .then();
    }

    private ValidatableResponse packed(String path, String coding, byte[] body) {
        return as(acme.member())
                .filter(requestUnchecked())
                .header("Content-Encoding", coding)
                .contentType("application/json")
                .body(body)
                .post(path)
                .then();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }

    @Test
    void aCredentialCanBeTriedWithoutSendingAnything() {
        as(acme.member())
                .get("/api/billing/ping")
                .then()
                .statusCode(200)
                .body("organizationId", equalTo(acme.id().toString()));
        as(acme.viewer()).get("/api/billing/ping").then().statusCode(403);
    }
}
