package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.kernel.messaging.TopicReplays;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

/** The age of the view is told where health is asked for, and takes no replica out of service. */
@QuarkusTest
@WithSuite("sample")
class AccessViewHealthTest {

    @Inject
    AccessView view;

    @Inject
    WorkerTransactions transactions;

    @Inject
    AccessConfiguration configuration;

    @Inject
    TopicReplays replays;

    @Inject
    ApiKeyUses uses;

    @Inject
    NamedOrganizations named;

    @Inject
    Clock clock;

    @TestHTTPResource(value = "/health/well", management = true)
    URI well;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI ready;

    @Test
    void aViewThatIsCurrentIsWell() throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(view::fresh);

        JsonNode check = check(well, "access-view");

        assertThat(check.path("status").asText()).isEqualTo("UP");
        assertThat(check.path("data").path("ageSeconds").isIntegralNumber()).isTrue();
        assertThat(check.path("data").path("ageSeconds").asLong()).isBetween(0L, 4L);
        assertThat(check.path("data").path("staleAfterSeconds").asLong()).isEqualTo(4);
        assertThat(check.path("data").path("stale").asBoolean(true)).isFalse();
    }

    @Test
    void aViewThatHeardNothingIsDownWithoutAnAge() {
        AccessView silent =
                new AccessView(transactions, configuration, replays, uses, named, clock, new SimpleMeterRegistry());

        HealthCheckResponse response = new AccessViewAge(configuration, silent).call();

        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(response.getData().orElseThrow())
                .containsEntry("stale", true)
                .doesNotContainKey("ageSeconds");
    }

    @Test
    void readinessDoesNotAskForTheAge() throws Exception {
        await().atMost(Duration.ofSeconds(30)).until(view::fresh);

        assertThat(check(ready, "access-view").isMissingNode()).isTrue();
        assertThat(check(ready, "access-view-caught-up").path("status").asText())
                .isEqualTo("UP");
    }

    private static JsonNode check(URI where, String name) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body = client.send(HttpRequest.newBuilder(where).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
            for (JsonNode check : EventJson.tree(body).path("checks")) {
                if (check.path("name").asText().equals(name)) {
                    return check;
                }
            }
            return EventJson.tree("{}").path(name);
        }
    }
}
