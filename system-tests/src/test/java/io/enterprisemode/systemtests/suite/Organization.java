package io.enterprisemode.systemtests.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** An organization as its owner has founded it through the gateway. */
public record Organization(RunningSuite suite, String id, String name, Person owner) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Founds an organization, which every service knows at once. */
    public static Organization found(RunningSuite suite, String name) {
        Person owner = suite.person("Olga");
        Answer answer = owner.caller()
                .post("/api/organizations", Map.of("name", name, "timeZone", "Europe/Berlin"))
                .expect(201);
        Organization organization =
                new Organization(suite, answer.json().path("id").asText(), name, owner);
        organization.assertKnown(owner);
        return organization;
    }

    /** The owner, in this organization. */
    public Caller asOwner() {
        return as(owner);
    }

    /** A person, in this organization. */
    public Caller as(Person person) {
        return person.caller().in(id);
    }

    /** The id of a new team. */
    public String team(String teamName) {
        return asOwner()
                .post("/api/teams", Map.of("name", teamName))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    /** The id of a new workspace. */
    public String workspace(String teamId, String workspaceName) {
        return whenThePlanAllows("/api/workspaces", Map.of("teamId", teamId, "name", workspaceName))
                .json()
                .path("id")
                .asText();
    }

    /** Invites a new person, who accepts; every service knows it at once. */
    public Person join(Role role) {
        return join(role, id);
    }

    /** The same on a team or a workspace. */
    public Person join(Role role, String nodeId) {
        Person person =
                suite.person(role.name().charAt(0) + role.name().substring(1).toLowerCase(java.util.Locale.ROOT));
        Answer invitation =
                whenThePlanAllows("/api/invitations", Map.of("email", person.email(), "role", role, "nodeId", nodeId));
        Answer accepted = person.caller()
                .post(
                        "/api/invitations/accept",
                        Map.of("token", invitation.json().path("token").asText()))
                .expect(200);
        assertThat(accepted.json().path("organizationId").asText()).isEqualTo(id);
        assertKnown(person);
        return person;
    }

    /**
     * Posts what takes a seat or a workspace; teams-service knows how much a plan allows a moment after it was
     * subscribed to.
     */
    public Answer whenThePlanAllows(String path, Map<String, ?> request) {
        return await("room in the plan for " + path)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> asOwner().post(path, request),
                        answer -> !answer.body().contains("/problems/seat-limit-reached"))
                .expect(201);
    }

    /** Subscribes to a plan from now on, in place of the one that every organization begins with. */
    public Answer subscribe(String plan) {
        return asOwner()
                .post("/api/billing/subscriptions", Map.of("plan", plan, "interval", "MONTH"))
                .expect(201);
    }

    /** A new workspace in a new team, for when it does not matter which. */
    public String anyWorkspace() {
        String workspace = workspace(team("Team " + UUID.randomUUID()), "Workspace");
        awaitWorkspace(workspace);
        return workspace;
    }

    /**
     * The services that keep a view of memberships let the person in with the very first request through the gateway.
     */
    public void assertKnown(Person person) {
        Caller caller = as(person);
        for (String path :
                new String[] {"/api/billing/usage", "/api/reports/analytics", "/api/reports/audit?limit=1"}) {
            assertThat(answer(caller, path).status())
                    .as("%s is known at %s", person, path)
                    .isIn(200, 403);
        }
    }

    /** The first answer that says more than that nothing can be said yet, as a busy machine may (503). */
    public static Answer answer(Caller caller, String path) {
        return await("an answer at " + path)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> caller.get(path), answer -> answer.status() != 503);
    }

    /**
     * Waits until billing-service knows the workspace: an event of the far future is then refused for its time only.
     */
    public void awaitWorkspace(String workspaceId) {
        Map<String, Object> probe =
                UsageEvents.of(workspaceId).event("probe", "emails", Instant.parse("2999-01-01T00:00:00Z"), 0);
        await("workspace " + workspaceId + " is known to billing-service")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> asOwner().post("/api/billing/usage", probe).body().contains("time-in-future"));
    }
}
