package io.enterprisemode.teams.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class PermissionCheckTest {

    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    @Test
    void anAnswerSaysWhy() {
        TeamsApi.of(acme.teamMember(), acme.id())
                .post("/api/permissions/check", Map.of("permission", "usage:write", "nodeId", acme.workspaceId()))
                .statusCode(200)
                .body("allowed", equalTo(true))
                .body("reason", equalTo("GRANTED"))
                .body("role", equalTo("MEMBER"))
                .body("neededRole", equalTo("MEMBER"))
                .body("explanation", equalTo("The role is MEMBER on the workspace, inherited from the team."))
                .body("assignedOn.type", equalTo("TEAM"))
                .body("assignedOn.id", equalTo(acme.teamId().toString()))
                .body(
                        "path.id",
                        contains(acme.teamId().toString(), acme.workspaceId().toString()));
    }

    /** Checks that come together share a statement: members and strangers, in two organizations. */
    @Test
    void checksAtTheSameTimeAreAnsweredAsOneByOne() throws Exception {
        List<Callable<String>> checks = new ArrayList<>();
        for (TestOrganization organization : List.of(acme, globex)) {
            for (TestUser caller : List.of(
                    organization.owner(), organization.teamMember(), organization.teamOwner(), globex.teamMember())) {
                for (UUID node : List.of(organization.id(), organization.teamId(), organization.otherWorkspaceId())) {
                    for (String permission : List.of("usage:read", "billing:read")) {
                        checks.add(() -> TeamsApi.of(caller, organization.id())
                                .post("/api/permissions/check", Map.of("permission", permission, "nodeId", node))
                                .extract()
                                .body()
                                .asString());
                    }
                }
            }
        }
        List<String> oneByOne = new ArrayList<>();
        for (Callable<String> check : checks) {
            oneByOne.add(withoutIdsOfTheRequest(check.call()));
        }

        try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> atOnce = new ArrayList<>();
            for (Future<String> answer : together.invokeAll(checks)) {
                atOnce.add(withoutIdsOfTheRequest(answer.get()));
            }
            assertThat(atOnce).isEqualTo(oneByOne);
        }
        assertThat(oneByOne)
                .anyMatch(answer -> answer.contains("\"allowed\":true"))
                .anyMatch(answer -> answer.contains("\"allowed\":false"))
                .anyMatch(answer -> answer.contains("not-found"));
    }

    private static String withoutIdsOfTheRequest(String answer) {
        return answer.replaceAll("\"(?:requestId|traceId)\":\"[^\"]*\"", "");
    }

    @Test
    void whatIsNoPermissionIsAnsweredWithTheCodes() {
        for (Object none : List.of(List.of("org:read"), Map.of(), 7, true, "org:paint", "x".repeat(200_000))) {
            owner.post("/api/permissions/check", Map.of("permission", none))
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/permission"))
                    .body("errors[0].detail", startsWith("must be one of org:read, "));
        }
    }

    @Test
    void anUnknownFieldIsRepeatedInPartOnly() {
        String answer = owner.post("/api/permissions/check", Map.of("x".repeat(40_000), "org:read"))
                .statusCode(400)
                .body("errors[0].pointer", startsWith("/xxx"))
                .body("errors[0].detail", equalTo("is not a known field"))
                .extract()
                .asString();

        assertThat(answer).hasSizeLessThan(1_000);
    }

    /** An empty id is not a missing one, which stands for the caller or the whole organization. */
    @Test
    void anEmptyIdIsRefused() {
        for (String empty : List.of("", " ")) {
            for (String member : List.of("nodeId", "principalId")) {
                Map<String, String> question = Map.of("permission", "org:delete", member, empty);
                owner.post("/api/permissions/check", question).statusCode(400);
                owner.post("/api/permissions/check", Map.of("checks", List.of(question)))
                        .statusCode(400);
            }
            owner.post(
                            "/api/invitations",
                            Map.of("email", "somebody@people.example", "role", "VIEWER", "nodeId", empty))
                    .statusCode(400);
        }
        owner.get("/api/permissions/who-can?permission=org:read&nodeId=").statusCode(400);
    }

    @Test
    void nothingFlowsUpwardOrSideward() {
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());

        teamMember
                .post("/api/permissions/check", Map.of("permission", "usage:read"))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("NO_ROLE"))
                .body("role", nullValue());
        teamMember
                .post("/api/permissions/check", Map.of("permission", "usage:read", "nodeId", acme.otherWorkspaceId()))
                .body("allowed", equalTo(false));
        teamMember
                .post("/api/permissions/check", Map.of("permission", "workspace:delete", "nodeId", acme.workspaceId()))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("ROLE_TOO_LOW"))
                .body("role", equalTo("MEMBER"))
                .body("neededRole", equalTo("ADMIN"))
                .body(
                        "explanation",
                        equalTo("workspace:delete takes ADMIN on the workspace; the role is MEMBER on the workspace,"
                                + " inherited from the team."));
    }

    @Test
    void anOrganizationLevelPermissionIsDecidedOnTheOrganizationWhateverNodeIsAsked() {
        TeamsApi teamOwner = TeamsApi.of(acme.teamOwner(), acme.id());

        teamOwner
                .post("/api/permissions/check", Map.of("permission", "billing:read", "nodeId", acme.workspaceId()))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("NO_ROLE"))
                .body("decidedOn.type", equalTo("ORGANIZATION"))
                .body("neededRole", equalTo("ADMIN"))
                .body("explanation", equalTo("billing:read takes ADMIN on the organization; there is no role on it."));
    }

    @Test
    void whoDoesNotBelongThereIsToldNothingEvenIfTheQuestionIsMalformed() {
        TeamsApi outsider = TeamsApi.of(globex.owner(), acme.id());

        outsider.post("/api/permissions/check", Map.of("permission", "org:read"))
                .statusCode(404);
        outsider.post("/api/permissions/check", "{}").statusCode(404);
    }

    @Test
    void aRoleOnTheWayDownCountsAndTheHighestWins() {
        owner.assign(acme.teamMember(), acme.workspaceId(), Role.ADMIN).statusCode(200);

        owner.post(
                        "/api/permissions/check",
                        Map.of(
                                "permission",
                                "workspace:delete",
                                "nodeId",
                                acme.workspaceId(),
                                "principalId",
                                acme.teamMember().principalId()))
                .body("allowed", equalTo(true))
                .body("role", equalTo("ADMIN"))
                .body("assignedOn.type", equalTo("WORKSPACE"))
                .body("path.id", contains(acme.workspaceId().toString()));
    }

    @Test
    void theCatalogueTellsEveryPermissionAndWhoHasIt() {
        owner.get("/api/permissions")
                .statusCode(200)
                .body("items.size()", equalTo(Permission.values().length))
                .body("items.description", everyItem(not(emptyString())))
                .body("nextCursor", nullValue());
        owner.get("/api/permissions/{code}", "billing:manage")
                .statusCode(200)
                .body("leastRole", equalTo("ADMIN"))
                .body("roles", contains("ADMIN", "OWNER"))
                .body("level", equalTo("ORGANIZATION"));
        owner.get("/api/permissions/{code}", "workspace:update").body("level", equalTo("NODE"));
        owner.get("/api/permissions/{code}", "everything").statusCode(404);
    }

    @Test
    void aBatchIsAnsweredInOrder() {
        owner.post(
                        "/api/permissions/check",
                        Map.of(
                                "checks",
                                List.of(
                                        Map.of("permission", "billing:manage"),
                                        Map.of(
                                                "permission",
                                                "billing:manage",
                                                "principalId",
                                                acme.viewer().principalId()),
                                        Map.of("permission", "team:read", "nodeId", globex.teamId()),
                                        Map.of(
                                                "permission",
                                                "usage:write",
                                                "nodeId",
                                                acme.workspaceId(),
                                                "principalId",
                                                acme.teamMember().principalId()),
                                        Map.of("permission", "org:read", "principalId", Ids.next()))))
                .statusCode(200)
                .body("results.allowed", contains(true, false, false, true, false))
                .body("results.reason", contains("GRANTED", "ROLE_TOO_LOW", "UNKNOWN_NODE", "GRANTED", "NO_ROLE"));
    }

    @Test
    void aRemovalCountsInTheVeryNextCheck() {
        Map<String, Object> question =
                Map.of("permission", "usage:read", "principalId", acme.member().principalId());
        owner.post("/api/permissions/check", question).body("allowed", equalTo(true));

        owner.delete("/api/members/{id}", acme.member().principalId()).statusCode(204);

        owner.post("/api/permissions/check", question).body("allowed", equalTo(false));
    }

    @Test
    void whoHasOnlyATeamDoesNotAskAboutOthersElsewhere() {
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());

        teamMember
                .post(
                        "/api/permissions/check",
                        Map.of(
                                "permission",
                                "usage:read",
                                "principalId",
                                acme.viewer().principalId()))
                .statusCode(403);
        teamMember
                .post(
                        "/api/permissions/check",
                        Map.of(
                                "permission",
                                "usage:read",
                                "nodeId",
                                acme.workspaceId(),
                                "principalId",
                                acme.viewer().principalId()))
                .statusCode(200)
                .body("allowed", equalTo(true));
    }

    @Test
    void anApiKeyIsNarrowedToItsScopes() {
        String key = owner.post(
                        "/api/apikeys", Map.of("name", "Checker", "scopes", List.of("member:read"), "role", Role.ADMIN))
                .extract()
                .path("key");

        new TeamsApi(key, null)
                .post("/api/permissions/check", Map.of("permission", "team:create"))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("NOT_IN_SCOPE"))
                .body(
                        "explanation",
                        equalTo("The role is ADMIN on the organization, but the API key is not scoped to "
                                + "team:create."));
        String blind = owner.post(
                        "/api/apikeys", Map.of("name", "Blind", "scopes", List.of("usage:read"), "role", Role.ADMIN))
                .extract()
                .path("key");
        new TeamsApi(blind, null)
                .post("/api/permissions/check", Map.of("permission", "usage:read"))
                .statusCode(403);
    }

    @Test
    void aQuestionIsOneOrABatch() {
        owner.post("/api/permissions/check", "{}").statusCode(400).body("errors[0].pointer", equalTo("/permission"));
        owner.post("/api/permissions/check", Map.of("permission", "everything"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/permission"));
        owner.post(
                        "/api/permissions/check",
                        Map.of("permission", "org:read", "checks", List.of(Map.of("permission", "org:read"))))
                .statusCode(400);
        owner.post("/api/permissions/check", Map.of("checks", List.of())).statusCode(400);
        owner.post(
                        "/api/permissions/check",
                        Map.of("checks", Collections.nCopies(101, Map.of("permission", "org:read"))))
                .statusCode(400);
        owner.post("/api/permissions/check", "{\"checks\": [{\"permission\": \"org:read\"}, null]}")
                .statusCode(400);
        owner.post("/api/permissions/check", "{\"checks\": [{}]}")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/checks/0/permission"));
    }

    @Test
    void aboutTheAccountOfAKeyTheAnswerIsWhatTheKeyCanDo() throws SQLException {
        JsonPath key = owner.post(
                        "/api/apikeys",
                        Map.of("name", "Writer", "scopes", List.of("usage:write", "team:read"), "role", Role.ADMIN))
                .extract()
                .jsonPath();
        String account = key.getString("principalId");

        owner.post("/api/permissions/check", Map.of("permission", "usage:write", "principalId", account))
                .body("allowed", equalTo(true));
        owner.post("/api/permissions/check", Map.of("permission", "team:create", "principalId", account))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("NOT_IN_SCOPE"))
                .body("role", equalTo("ADMIN"));
        owner.post(
                        "/api/permissions/check",
                        Map.of(
                                "checks",
                                List.of(
                                        Map.of("permission", "usage:write", "principalId", account),
                                        Map.of("permission", "usage:read", "principalId", account),
                                        Map.of("permission", "usage:read"))))
                .body("results.reason", contains("GRANTED", "NOT_IN_SCOPE", "GRANTED"));

        change(key.getString("keyId"), "expires_at = now()");
        owner.post("/api/permissions/check", Map.of("permission", "usage:write", "principalId", account))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("KEY_EXPIRED"))
                .body("explanation", equalTo("The role is ADMIN on the organization, but the API key has expired."));
    }

    private void change(String keyId, String set) throws SQLException {
        try (Connection connection = new ServiceDatabase("teams").appOf(acme.id());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update api_key set %s where org_id = '%s' and key_id = '%s'".formatted(set, acme.id(), keyId));
            connection.commit();
        }
    }

    @Test
    void theAccountOfARevokedKeyCanDoNothingWhateverItsRole() throws SQLException {
        JsonPath key = owner.post(
                        "/api/apikeys",
                        Map.of("name", "Writer", "scopes", List.of("usage:write", "team:read"), "role", Role.ADMIN))
                .extract()
                .jsonPath();
        String account = key.getString("principalId");
        String holders = "/api/permissions/who-can?permission=usage:write&nodeId=" + acme.id();
        String nodes = "/api/permissions/what-can?permission=usage:write&principalId=" + account;
        owner.get(holders).body("items.principalId", hasItem(account));
        owner.get(nodes).body("items", not(empty()));

        change(key.getString("keyId"), "revoked_at = now()");

        owner.post("/api/permissions/check", Map.of("permission", "usage:write", "principalId", account))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("KEY_REVOKED"))
                .body("explanation", equalTo("The role is ADMIN on the organization, but the API key is revoked."));
        owner.get(holders).statusCode(200).body("items.principalId", not(hasItem(account)));
        owner.get(nodes).statusCode(200).body("items", empty());
    }

    @Test
    void aNodeThatOneMayNotSeeIsLikeNone() {
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());

        for (UUID node : List.of(acme.otherTeamId(), acme.otherWorkspaceId(), Ids.next())) {
            for (String permission : List.of("usage:read", "billing:read")) {
                teamMember
                        .post("/api/permissions/check", Map.of("permission", permission, "nodeId", node))
                        .statusCode(200)
                        .body("allowed", equalTo(false))
                        .body("reason", equalTo("UNKNOWN_NODE"))
                        .body("explanation", equalTo("The organization has no such node."))
                        .body("decidedOn", nullValue());
            }
            teamMember
                    .get("/api/permissions/who-can?permission=usage:read&nodeId={node}", node)
                    .statusCode(404)
                    .body("detail", equalTo("There is no such node."));
        }
    }
}
