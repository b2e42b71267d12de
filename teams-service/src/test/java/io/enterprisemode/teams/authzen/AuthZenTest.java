package io.enterprisemode.teams.authzen;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyOrNullString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiConformance;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class AuthZenTest {

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
    void anEvaluationSaysWhyItPermits() {
        evaluate(owner, user(acme.teamMember()), "workspace:update", resource("workspace", acme.workspaceId()))
                .statusCode(200)
                .body("decision", equalTo(true))
                .body("context.reason", equalTo("GRANTED"))
                .body("context.role", equalTo("MEMBER"))
                .body("context.assigned_on.type", equalTo("team"))
                .body("context.assigned_on.id", equalTo(acme.teamId().toString()))
                .body("context.reason_user.en", not(emptyOrNullString()));
    }

    @Test
    void aDenialIsAnAnswerAndSaysWhatItWouldTake() {
        evaluate(owner, user(acme.viewer()), "billing:manage", resource("organization", acme.id()))
                .statusCode(200)
                .body("decision", equalTo(false))
                .body("context.reason", equalTo("ROLE_TOO_LOW"))
                .body("context.needed_role", equalTo("ADMIN"));
    }

    @Test
    void whatIsUnknownIsDenied() {
        Map<String, Object> workspace = resource("workspace", acme.workspaceId());

        evaluate(owner, user(globex.owner()), "org:read", workspace).body("context.reason", equalTo("UNKNOWN_SUBJECT"));
        evaluate(owner, subject("robot", acme.owner().principalId()), "org:read", workspace)
                .body("context.reason", equalTo("UNKNOWN_SUBJECT"));
        evaluate(owner, subject("service_account", acme.owner().principalId()), "org:read", workspace)
                .body("context.reason", equalTo("UNKNOWN_SUBJECT"));
        evaluate(owner, Map.of("type", "user", "id", "olivia@acme.example"), "org:read", workspace)
                .body("decision", equalTo(false));
        evaluate(owner, user(acme.owner()), "can_read", workspace)
                .statusCode(200)
                .body("decision", equalTo(false))
                .body("context.reason", equalTo("UNKNOWN_ACTION"));
        for (Map<String, Object> unknown : List.of(
                resource("workspace", globex.workspaceId()),
                resource("workspace", Ids.next()),
                resource("team", acme.workspaceId()),
                resource("document", acme.workspaceId()))) {
            evaluate(owner, user(acme.owner()), "workspace:read", unknown)
                    .statusCode(200)
                    .body("decision", equalTo(false))
                    .body("context.reason", equalTo("UNKNOWN_RESOURCE"));
        }
    }

    @Test
    void anEvaluationThatIsInErrorFailsByItself() {
        Map<String, Object> complete = Map.of("subject", user(acme.owner()), "action", Map.of("name", "org:read"));
        List<Object> evaluations = new ArrayList<>();
        evaluations.add(Map.of());
        evaluations.add(Map.of("action", Map.of()));
        evaluations.add(Map.of("action", Map.of("name", 5)));
        evaluations.add("nothing");
        evaluations.add(Map.of("subject", Map.of("type", "user", "id", "x".repeat(256))));
        evaluations.add(null);
        Map<String, Object> request = new HashMap<>(complete);
        request.put("resource", Map.of("type", "organization", "id", acme.id().toString()));
        request.put("evaluations", evaluations);

        owner.post("/access/v1/evaluations", request)
                .statusCode(200)
                .body("evaluations.decision", contains(true, false, false, false, false, false))
                .body("evaluations[1].context.error.status", equalTo(400))
                .body("evaluations[1].context.error.message", containsString("/action/name"))
                .body("evaluations[2].context.reason", equalTo("INVALID_EVALUATION"))
                .body("evaluations[3].context.error.status", equalTo(400))
                .body("evaluations[4].context.error.message", containsString("/subject/id"))
                .body("evaluations[5].context.error.status", equalTo(400));
    }

    @Test
    void otherContentTypesAreABadRequest() {
        for (String type : new String[] {"text/plain", "application/xml", "application/x-www-form-urlencoded"}) {
            owner.request()
                    .filter(OpenApiConformance.requestUnchecked())
                    .contentType(type)
                    .body("{}")
                    .post("/access/v1/evaluation")
                    .then()
                    .statusCode(400)
                    .contentType("application/problem+json");
        }
    }

    @Test
    void whatBelongsIntoTheBodyIsNotLookedForInTheQuery() {
        for (String path : List.of("/access/v1/search/subject", "/access/v1/evaluation")) {
            owner.post(path + "?limit=5", Map.of())
                    .statusCode(400)
                    .contentType("application/problem+json")
                    .body("errors.pointer", contains("limit"));
        }
        given().get("/.well-known/authzen-configuration?limit=5").then().statusCode(400);
    }

    @Test
    void textsSpeakOfJsonAndNotOfClasses() {
        owner.post("/access/v1/evaluation", Map.of("subject", 5))
                .statusCode(400)
                .body("errors[0].detail", equalTo("must be an object"));
        owner.post("/access/v1/evaluation", "[]")
                .statusCode(400)
                .body("errors[0].detail", equalTo("must be an object"));
        owner.post("/access/v1/evaluations", Map.of("evaluations", 5))
                .statusCode(400)
                .body("errors[0].detail", equalTo("must be a list"));
    }

    @Test
    void whatIsMissingIsARequestInError() {
        owner.post("/access/v1/evaluation", "{}").statusCode(400).body("errors[0].pointer", equalTo("/subject"));
        owner.post("/access/v1/evaluation", Map.of("subject", Map.of("type", "user")))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/subject/id"));
        owner.post(
                        "/access/v1/evaluation",
                        Map.of("subject", user(acme.owner()), "action", Map.of("name", 5), "resource", Map.of()))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/action/name"));
        owner.post("/access/v1/evaluations", Map.of("evaluations", Collections.nCopies(101, Map.of())))
                .statusCode(400);
        owner.post(
                        "/access/v1/evaluations",
                        Map.of("evaluations", List.of(Map.of()), "options", Map.of("evaluations_semantic", "first")))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/options/evaluations_semantic"));
        owner.post("/access/v1/search/subject", "{}").statusCode(400);
        owner.post("/access/v1/search/action", "{}").statusCode(400);
    }

    @Test
    void propertiesContextAndMembersOfLaterVersionsArePassedOver() {
        Map<String, Object> subject = new HashMap<>(user(acme.owner()));
        subject.put("properties", Map.of("department", "Sales", "ip_address", "172.217.22.14"));
        Map<String, Object> action = Map.of("name", "org:read", "properties", Map.of("method", "GET"), "later", 1);

        owner.post(
                        "/access/v1/evaluation",
                        Map.of(
                                "subject",
                                subject,
                                "action",
                                action,
                                "resource",
                                resource("organization", acme.id()),
                                "context",
                                Map.of("time", "2026-10-26T01:22-07:00"),
                                "later",
                                Map.of("a", 1)))
                .statusCode(200)
                .body("decision", equalTo(true));
    }

    @Test
    void theIdOfTheRequestComesBack() {
        given().auth()
                .oauth2(owner.token())
                .header("X-Request-ID", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716")
                .contentType("application/json")
                .body(evaluation(user(acme.owner()), "org:read", resource("organization", acme.id())))
                .post("/access/v1/evaluation")
                .then()
                .statusCode(200)
                .header("X-Request-ID", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716");
    }

    @Test
    void severalEvaluationsShareDefaultsAndAreAnsweredInOrder() {
        owner.post(
                        "/access/v1/evaluations",
                        Map.of(
                                "subject",
                                user(acme.teamMember()),
                                "action",
                                Map.of("name", "workspace:update"),
                                "evaluations",
                                evaluations()))
                .statusCode(200)
                .body("evaluations.decision", contains(true, false, false, true))
                .body("evaluations.context.reason", contains("GRANTED", "NO_ROLE", "ROLE_TOO_LOW", "GRANTED"))
                .body("decision", nullValue());
    }

    @Test
    void evaluationsStopWhereTheirSemanticSays() {
        semantic("execute_all", contains(true, false, false, true));
        semantic("deny_on_first_deny", contains(true, false));
        semantic("permit_on_first_permit", contains(true));
    }

    @Test
    void withoutEvaluationsItIsOne() {
        Map<String, Object> one = evaluation(user(acme.owner()), "org:read", resource("organization", acme.id()));
        Map<String, Object> none = new HashMap<>(one);
        none.put("evaluations", List.of());

        owner.post("/access/v1/evaluations", one).statusCode(200).body("decision", equalTo(true));
        owner.post("/access/v1/evaluations", none).statusCode(200).body("decision", equalTo(true));
    }

    @Test
    void toAskAboutOthersTakesMemberReadOnTheResource() {
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());
        Map<String, Object> elsewhere = resource("workspace", acme.otherWorkspaceId());
        Map<String, Object> here = resource("workspace", acme.workspaceId());

        evaluate(teamMember, user(acme.viewer()), "usage:read", elsewhere).statusCode(403);
        evaluate(teamMember, user(acme.viewer()), "usage:read", here)
                .statusCode(200)
                .body("decision", equalTo(true));
        teamMember
                .post(
                        "/access/v1/evaluations",
                        Map.of(
                                "subject",
                                user(acme.viewer()),
                                "action",
                                Map.of("name", "usage:read"),
                                "evaluations",
                                List.of(Map.of("resource", elsewhere), Map.of("resource", here))))
                .statusCode(200)
                .body("evaluations.decision", contains(false, true))
                .body("evaluations[0].context.error.status", equalTo(403));
    }

    @Test
    void subjectsAreFoundByTheirType() {
        String key = owner.post(
                        "/api/members",
                        Map.of("subject", "robot-" + Ids.next(), "kind", "SERVICE_ACCOUNT", "role", Role.MEMBER))
                .statusCode(201)
                .extract()
                .path("principalId");
        Map<String, Object> where = resource("workspace", acme.workspaceId());

        owner.post("/access/v1/search/subject", search(Map.of("type", "user"), "workspace:update", where))
                .statusCode(200)
                .body(
                        "results.id",
                        containsInAnyOrder(
                                id(acme.owner()),
                                id(acme.admin()),
                                id(acme.member()),
                                id(acme.teamMember()),
                                id(acme.teamOwner())))
                .body("page.next_token", equalTo(""))
                .body("page.count", equalTo(5));
        owner.post("/access/v1/search/subject", search(Map.of("type", "service_account"), "workspace:update", where))
                .body("results.id", contains(key))
                .body("results.type", contains("service_account"));
        owner.post("/access/v1/search/subject", search(Map.of("type", "robot"), "workspace:update", where))
                .statusCode(200)
                .body("results", hasSize(0));
        owner.post(
                        "/access/v1/search/subject",
                        search(Map.of("type", "user"), "workspace:update", resource("workspace", globex.workspaceId())))
                .statusCode(200)
                .body("results", hasSize(0));
        owner.post(
                        "/access/v1/search/subject",
                        search(Map.of("type", "user"), "workspace:update", resource("team", acme.workspaceId())))
                .body("results", hasSize(0));
    }

    @Test
    void resourcesAreFoundByTheirType() {
        owner.post(
                        "/access/v1/search/resource",
                        search(user(acme.teamMember()), "workspace:update", Map.of("type", "workspace")))
                .statusCode(200)
                .body(
                        "results.id",
                        containsInAnyOrder(
                                acme.workspaceId().toString(),
                                acme.secondWorkspaceId().toString()));
        owner.post(
                        "/access/v1/search/resource",
                        search(user(acme.teamMember()), "workspace:update", Map.of("type", "organization")))
                .body("results", hasSize(0));
        owner.post(
                        "/access/v1/search/resource",
                        search(user(globex.owner()), "workspace:update", Map.of("type", "workspace")))
                .statusCode(200)
                .body("results", hasSize(0));
    }

    @Test
    void actionsAreFoundAndEachOfThemIsPermitted() {
        Map<String, Object> subject = user(acme.teamMember());
        Map<String, Object> where = resource("workspace", acme.workspaceId());

        List<String> found = owner.post("/access/v1/search/action", Map.of("subject", subject, "resource", where))
                .statusCode(200)
                .body("results.name", hasItem("workspace:update"))
                .body("results.name", not(hasItem("workspace:delete")))
                .body("results.name", not(hasItem("org:read")))
                .extract()
                .path("results.name");
        for (String action : found) {
            evaluate(owner, subject, action, where).body("decision", equalTo(true));
        }
        owner.post(
                        "/access/v1/search/action",
                        Map.of("subject", subject, "resource", resource("workspace", globex.workspaceId())))
                .statusCode(200)
                .body("results", hasSize(0));
    }

    @Test
    void resultsComeInPagesThatBelongToTheirSearch() {
        Map<String, Object> subjects =
                search(Map.of("type", "user"), "workspace:update", resource("workspace", acme.workspaceId()));
        Map<String, Object> actions =
                Map.of("subject", user(acme.owner()), "resource", resource("organization", acme.id()));

        assertThat(paged("/access/v1/search/subject", subjects, "id", 2))
                .hasSize(5)
                .doesNotHaveDuplicates();
        assertThat(paged("/access/v1/search/action", actions, "name", 10))
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates();
        assertThat(paged(
                        "/access/v1/search/resource",
                        search(user(acme.owner()), "workspace:update", Map.of("type", "workspace")),
                        "id",
                        2))
                .hasSize(3)
                .doesNotHaveDuplicates();

        String token = owner.post("/access/v1/search/subject", with(subjects, Map.of("limit", 2)))
                .extract()
                .path("page.next_token");
        Map<String, Object> another =
                search(Map.of("type", "user"), "workspace:delete", resource("workspace", acme.workspaceId()));
        owner.post("/access/v1/search/subject", with(another, Map.of("token", token)))
                .statusCode(400);
        owner.post("/access/v1/search/subject", with(subjects, Map.of("token", token, "limit", 3)))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/page/token"));
        owner.post("/access/v1/search/subject", with(subjects, Map.of("token", "nonsense")))
                .statusCode(400);
        owner.post("/access/v1/search/subject", with(subjects, Map.of("limit", 0)))
                .statusCode(400);
    }

    @Test
    void whoDoesNotBelongThereIsToldNothing() {
        TeamsApi outsider = TeamsApi.of(globex.owner(), acme.id());
        Map<String, Object> where = resource("workspace", acme.workspaceId());

        evaluate(outsider, user(acme.owner()), "org:read", where).statusCode(404);
        outsider.post("/access/v1/evaluations", Map.of("evaluations", List.of()))
                .statusCode(404);
        outsider.post("/access/v1/search/subject", search(Map.of("type", "user"), "org:read", where))
                .statusCode(404);
        outsider.post("/access/v1/search/action", Map.of("subject", user(acme.owner()), "resource", where))
                .statusCode(404);
    }

    @Test
    void anybodyFindsTheDecisionPointByItsPublicAddress() {
        given().get("/.well-known/authzen-configuration")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=3600")
                .body("policy_decision_point", equalTo("http://localhost:8080"))
                .body("access_evaluation_endpoint", equalTo("http://localhost:8080/access/v1/evaluation"))
                .body("access_evaluations_endpoint", equalTo("http://localhost:8080/access/v1/evaluations"))
                .body("search_subject_endpoint", equalTo("http://localhost:8080/access/v1/search/subject"))
                .body("search_resource_endpoint", equalTo("http://localhost:8080/access/v1/search/resource"))
                .body("search_action_endpoint", equalTo("http://localhost:8080/access/v1/search/action"));
    }

    private void semantic(String semantic, org.hamcrest.Matcher<Iterable<? extends Boolean>> expected) {
        owner.post(
                        "/access/v1/evaluations",
                        Map.of(
                                "subject",
                                user(acme.teamMember()),
                                "action",
                                Map.of("name", "workspace:update"),
                                "evaluations",
                                evaluations(),
                                "options",
                                Map.of("evaluations_semantic", semantic, "another_option", "value")))
                .statusCode(200)
                .body("evaluations.decision", expected);
    }

    /** For the member of a team: granted, elsewhere, too much, and as somebody else. */
    private List<Map<String, Object>> evaluations() {
        return List.of(
                Map.of("resource", resource("workspace", acme.workspaceId())),
                Map.of("resource", resource("workspace", acme.otherWorkspaceId())),
                Map.of("resource", resource("team", acme.teamId()), "action", Map.of("name", "team:delete")),
                Map.of("resource", resource("team", acme.otherTeamId()), "subject", user(acme.admin())));
    }

    private List<String> paged(String path, Map<String, Object> search, String field, int limit) {
        List<String> found = new ArrayList<>();
        String token = "";
        do {
            Map<String, Object> page = token.isEmpty() ? Map.of("limit", limit) : Map.of("token", token);
            JsonPath answer = owner.post(path, with(search, page))
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            List<String> results = answer.getList("results." + field);
            assertThat(results).hasSizeLessThanOrEqualTo(limit).hasSize(answer.getInt("page.count"));
            found.addAll(results);
            token = answer.getString("page.next_token");
        } while (!token.isEmpty());
        return found;
    }

    private static Map<String, Object> with(Map<String, Object> search, Map<String, Object> page) {
        Map<String, Object> paged = new HashMap<>(search);
        paged.put("page", page);
        return paged;
    }

    private static ValidatableResponse evaluate(
            TeamsApi api, Map<String, Object> subject, String action, Map<String, Object> resource) {
        return api.post("/access/v1/evaluation", evaluation(subject, action, resource));
    }

    private static Map<String, Object> evaluation(
            Map<String, Object> subject, String action, Map<String, Object> resource) {
        return Map.of("subject", subject, "action", Map.of("name", action), "resource", resource);
    }

    private static Map<String, Object> search(
            Map<String, Object> subject, String action, Map<String, Object> resource) {
        return evaluation(subject, action, resource);
    }

    private static Map<String, Object> user(TestUser user) {
        return subject("user", user.principalId());
    }

    private static Map<String, Object> subject(String type, UUID id) {
        return Map.of("type", type, "id", id.toString());
    }

    private static Map<String, Object> resource(String type, UUID id) {
        return Map.of("type", type, "id", id.toString());
    }

    private static String id(TestUser user) {
        return user.principalId().toString();
    }

    @Test
    void theAccountOfAKeyMayWhatTheKeyMay() {
        String account = owner.post(
                        "/api/apikeys", Map.of("name", "Reader", "scopes", List.of("team:read"), "role", "ADMIN"))
                .extract()
                .path("principalId");
        Map<String, Object> subject = Map.of("type", "service_account", "id", account);
        Map<String, Object> organization =
                Map.of("type", "organization", "id", acme.id().toString());

        evaluate(owner, subject, "team:read", organization).body("decision", equalTo(true));
        evaluate(owner, subject, "team:create", organization)
                .body("decision", equalTo(false))
                .body("context.reason", equalTo("NOT_IN_SCOPE"));
        owner.post("/access/v1/search/action", Map.of("subject", subject, "resource", organization))
                .body("results.name", contains("team:read"));
    }

    @Test
    void whoeverHasNothingInReachIsNoSubjectThere() {
        TeamsApi team = TeamsApi.of(acme.teamMember(), acme.id());
        Map<String, Object> workspace =
                Map.of("type", "workspace", "id", acme.workspaceId().toString());
        String removed = owner.post(
                        "/api/members",
                        Map.of(
                                "subject",
                                "elsewhere-" + acme.id(),
                                "kind",
                                "SERVICE_ACCOUNT",
                                "role",
                                "ADMIN",
                                "nodeId",
                                acme.otherTeamId()))
                .statusCode(201)
                .extract()
                .path("principalId");

        for (String id : List.of(removed, acme.otherTeamId().toString())) {
            evaluate(team, Map.of("type", "service_account", "id", id), "usage:read", workspace)
                    .body("decision", equalTo(false))
                    .body("context.reason", equalTo("UNKNOWN_SUBJECT"));
        }
        evaluate(team, user(acme.teamMember()), "team:read", resource("team", acme.otherTeamId()))
                .body("context.reason", equalTo("UNKNOWN_RESOURCE"));
    }
}
