package io.enterprisemode.reporting.analytics;

import static io.enterprisemode.reporting.ReportingApi.ANALYTICS;
import static io.enterprisemode.reporting.ReportingApi.as;
import static io.enterprisemode.reporting.ReportingApi.knownOrganizations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.testkit.embedded.Heartbeats;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions about a workspace that this service does not know yet. */
@QuarkusTest
@WithSuite("reporting")
class WorkspaceArrivalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    MeterRegistry metrics;

    private TestOrganization acme;
    private TestOrganization globex;
    private final UUID workspace = Ids.next();

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    @AfterEach
    void heartbeatsGoOn() {
        Heartbeats.resume();
    }

    @Test
    void aWorkspaceThatIsNotKnownYetIsWaitedFor() {
        // A heartbeat would say at once that it is not there.
        Heartbeats.pause();
        CompletableFuture<ValidatableResponse> everywhere = begun(acme.viewer());
        CompletableFuture<ValidatableResponse> inItsTeam = begun(acme.teamMember());
        Awaitility.await().atMost(PATIENCE).until(() -> waiting() == 2);
        as(globex.viewer()).get(ANALYTICS).then().statusCode(200);

        Publisher.publish(new NodeChanged(
                acme.id(), workspace, NodeType.WORKSPACE, acme.teamId(), "New", null, false, 1, Instant.now()));

        for (CompletableFuture<ValidatableResponse> answer : List.of(everywhere, inItsTeam)) {
            answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().statusCode(200);
        }
        assertThat(waiting()).isZero();
    }

    @Test
    void aWorkspaceIsNotSaidToBeUnknownWhileTheViewIsBehind() {
        Heartbeats.pause();

        asked(acme.viewer())
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/access-view-stale"));

        Heartbeats.resume();
        asked(acme.viewer()).statusCode(404);
    }

    private CompletableFuture<ValidatableResponse> begun(TestUser user) {
        // The common pool has one thread on two processors.
        return CompletableFuture.supplyAsync(() -> asked(user), Thread::startVirtualThread);
    }

    private ValidatableResponse asked(TestUser user) {
        return as(user).queryParam("workspaceId", workspace).get(ANALYTICS).then();
    }

    /** How many requests wait for the view of workspaces. */
    private double waiting() {
        return metrics.get("enterprise.reports.waiting.workspaces").gauge().value();
    }
}
