package io.enterprisemode.billing.ingest;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.used;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Headers that a request has once are there twice: with different values nobody believes any, with the same it is as
 * once.
 */
@QuarkusTest
@WithSuite("billing")
class RepeatedHeadersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Header IN_JSON = new Header("Content-Type", "application/json");
    private static final List<String> ATTRIBUTES =
            List.of("specversion", "id", "source", "type", "subject", "time", "partitionkey");

    @TestHTTPResource
    URI service;

    @Inject
    MeterRegistry metrics;

    private TestOrganization acme;
    private TestOrganization globex;
    private Header credential;

    private record Header(String name, String value) {}

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "professional");
        credential = new Header("Authorization", "Bearer " + acme.member().token());
    }

    private List<Header> binary(Map<String, Object> event) {
        List<Header> headers = new ArrayList<>(List.of(credential, IN_JSON, new Header("ce-specversion", "1.0")));
        for (String attribute : List.of("id", "source", "type", "subject", "time")) {
            headers.add(new Header("ce-" + attribute, (String) event.get(attribute)));
        }
        headers.add(new Header("ce-partitionkey", "one"));
        return headers;
    }

    private static List<Header> and(List<Header> headers, String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return more;
    }

    private static String value(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private HttpResponse<String> post(Version version, String path, List<Header> headers, Object body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)));
        headers.forEach(header -> request.header(header.name(), header.value()));
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
            // Over HTTP/2 once the connection has been upgraded by a request without a body.
            client.send(HttpRequest.newBuilder(service.resolve(USAGE)).build(), BodyHandlers.discarding());
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(version);
            return answer;
        }
    }

    private double direct() {
        return metrics.get("enterprise.usage.requests.direct").functionCounter().count();
    }

    private static void refused(HttpResponse<String> answer, String header) throws IOException {
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/validation-failed");
        assertThat(problem.path("errors").path(0).path("pointer").asText()).isEqualTo(header);
    }

    /** Directly, by REST, queued, and at the path of OpenMeter. */
    @Test
    void anEventWithTwoValuesOfAnAttributeIsRefusedOnEveryWayIn() throws Exception {
        Map<String, Object> event = event("emails", acme.workspaceId(), 4);
        List<Header> headers = binary(event);
        assertThat(post(Version.HTTP_1_1, USAGE, headers, event.get("data")).statusCode())
                .isEqualTo(200);
        double before = direct();

        for (String attribute : ATTRIBUTES) {
            List<Header> twice = and(headers, "ce-" + attribute, "another");
            refused(post(Version.HTTP_1_1, USAGE, twice, event.get("data")), "ce-" + attribute);
            refused(post(Version.HTTP_2, USAGE, twice, event.get("data")), "ce-" + attribute);
            List<Header> byRest = and(twice, "Accept", "application/json, text/plain");
            refused(post(Version.HTTP_1_1, USAGE, byRest, event.get("data")), "ce-" + attribute);
            List<Header> queued = and(twice, "Prefer", "respond-async");
            refused(post(Version.HTTP_1_1, USAGE, queued, event.get("data")), "ce-" + attribute);
            refused(post(Version.HTTP_1_1, "/api/v1/events", twice, event.get("data")), "ce-" + attribute);
        }

        assertThat(direct()).isGreaterThan(before);
        assertThat(used(acme, "emails")).isEqualTo(4);
    }

    @Test
    void theSameAttributeTwiceIsAsOnce() throws Exception {
        Map<String, Object> event = event("emails", acme.workspaceId(), 4);
        List<Header> headers = binary(event);

        for (String path : List.of(USAGE, "/api/v1/events")) {
            HttpResponse<String> answer =
                    post(Version.HTTP_1_1, path, and(headers, "ce-id", value(headers, "ce-id")), event.get("data"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }

        assertThat(used(acme, "emails")).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void twoContentTypesCredentialsOrOrganizationsAreRefused(Version version) throws Exception {
        Map<String, Object> event = event("emails", acme.workspaceId(), 4);
        List<Header> headers = List.of(
                credential, IN_JSON, new Header("Enterprise-Org", acme.id().toString()));

        for (String path : List.of(USAGE, "/api/v1/events")) {
            refused(
                    post(version, path, and(headers, "Content-Type", "application/cloudevents+json"), event),
                    "Content-Type");
            refused(
                    post(
                            version,
                            path,
                            and(
                                    headers,
                                    "Authorization",
                                    "Bearer " + globex.member().token()),
                            event),
                    "Authorization");
            refused(
                    post(
                            version,
                            path,
                            and(headers, "Enterprise-Org", globex.id().toString()),
                            event),
                    "Enterprise-Org");
        }
        assertThat(used(acme, "emails")).isZero();

        List<Header> again = and(
                and(headers, "Content-Type", "application/json"),
                "Enterprise-Org",
                acme.id().toString());
        assertThat(post(version, USAGE, again, event).statusCode()).isEqualTo(200);
        assertThat(used(acme, "emails")).isEqualTo(4);
    }

    @Test
    void twoIdempotencyKeysAreRefusedAndNothingIsHeld() throws Exception {
        Map<String, Object> request = Map.of("meter", "emails", "workspaceId", acme.workspaceId(), "quantity", 5);
        List<Header> headers = List.of(credential, IN_JSON, new Header("Idempotency-Key", "one"));

        refused(
                post(Version.HTTP_1_1, ENTITLEMENTS + "/reserve", and(headers, "Idempotency-Key", "two"), request),
                "Idempotency-Key");

        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from usage_reservation where org_id = '%s'".formatted(acme.id())))
                .isZero();
        assertThat(post(Version.HTTP_1_1, ENTITLEMENTS + "/reserve", and(headers, "Idempotency-Key", "one"), request)
                        .statusCode())
                .isEqualTo(201);
    }
}
