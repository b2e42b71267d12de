package io.enterprisemode.teams.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class PermissionListingsTest {

    private static final String WHO_CAN = "/api/permissions/who-can?permission={permission}&nodeId={node}";
    private static final String WHAT_CAN = "/api/permissions/what-can?permission={permission}&principalId={principal}";

    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;
    private TeamsApi teamMember;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
        teamMember = TeamsApi.of(acme.teamMember(), acme.id());
    }

    @Test
    void whoCanListsThoseOnTheNodeAndAboveWithTheRoleThatDecides() {
        owner.get(WHO_CAN, "workspace:update", acme.workspaceId())
                .statusCode(200)
                .body(
                        "items.principalId",
                        containsInAnyOrder(
                                ids(acme.owner(), acme.admin(), acme.member(), acme.teamMember(), acme.teamOwner())))
                .body(role(acme.teamOwner(), "role"), contains("OWNER"))
                .body(role(acme.teamOwner(), "assignedOn.type"), contains("TEAM"))
                .body(role(acme.admin(), "assignedOn.type"), contains("ORGANIZATION"));
        owner.get(WHO_CAN, "workspace:update", acme.otherWorkspaceId())
                .body("items.principalId", containsInAnyOrder(ids(acme.owner(), acme.admin(), acme.member())));
    }

    @Test
    void theHighestOfSeveralRolesIsShown() {
        owner.assign(acme.member(), acme.workspaceId(), Role.ADMIN).statusCode(200);

        owner.get(WHO_CAN, "usage:write", acme.workspaceId())
                .body(role(acme.member(), "role"), contains("ADMIN"))
                .body(role(acme.member(), "assignedOn.type"), contains("WORKSPACE"));
    }

    @Test
    void aTeamRoleIsNoAnswerToAnOrganizationLevelPermission() {
        owner.get(WHO_CAN, "billing:read", acme.workspaceId())
                .body("items.principalId", containsInAnyOrder(ids(acme.owner(), acme.admin())));
    }

    @Test
    void pagesJoinToTheWholeWithoutRepetition() {
        List<String> all =
                owner.get(WHO_CAN, "usage:read", acme.workspaceId()).extract().path("items.principalId");

        assertThat(paged(WHO_CAN + "&limit=2", "principalId", "usage:read", acme.workspaceId()))
                .isEqualTo(all)
                .hasSize(6)
                .doesNotHaveDuplicates();
        assertThat(paged(
                        WHAT_CAN + "&limit=2",
                        "node.id",
                        "usage:read",
                        acme.owner().principalId()))
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatCanListsTheOrganizationThenTeamsThenWorkspaces() {
        owner.get(WHAT_CAN, "workspace:update", acme.admin().principalId())
                .statusCode(200)
                .body(
                        "items.node.type",
                        contains("ORGANIZATION", "TEAM", "TEAM", "WORKSPACE", "WORKSPACE", "WORKSPACE"))
                .body("items.name[0]", equalTo(acme.name()));
        owner.get(WHAT_CAN, "workspace:update", acme.teamMember().principalId())
                .body(
                        "items.node.id",
                        contains(
                                acme.teamId().toString(),
                                acme.workspaceId().toString(),
                                acme.secondWorkspaceId().toString()))
                .body(
                        "items.assignedOn.id",
                        contains(
                                acme.teamId().toString(),
                                acme.teamId().toString(),
                                acme.teamId().toString()));
        owner.get(
                        WHAT_CAN + "&type=WORKSPACE",
                        "workspace:update",
                        acme.teamMember().principalId())
                .body("items", hasSize(2));
        owner.get(WHAT_CAN, "workspace:delete", acme.teamMember().principalId()).body("items", hasSize(0));
        owner.get(WHAT_CAN, "billing:read", acme.teamOwner().principalId()).body("items", hasSize(0));
    }

    @Test
    void whoMayReadATeamOnlySeesWhatOthersMayDoThere() {
        teamMember
                .get(WHAT_CAN, "workspace:update", acme.admin().principalId())
                .body(
                        "items.node.id",
                        contains(
                                acme.teamId().toString(),
                                acme.workspaceId().toString(),
                                acme.secondWorkspaceId().toString()));
        teamMember.get(WHO_CAN, "usage:read", acme.teamId()).statusCode(200);
        teamMember.get(WHO_CAN, "usage:read", acme.otherTeamId()).statusCode(404);
        teamMember.get(WHO_CAN, "usage:read", acme.id()).statusCode(404);
    }

    @Test
    void somebodyOfAnotherTeamIsNotThereForThoseWhoMayReadATeamOnly() {
        TestUser elsewhere = new TestUser("elsewhere-" + Ids.next());
        owner.admit(elsewhere, Role.MEMBER, acme.otherTeamId());

        teamMember.get(WHAT_CAN, "usage:read", elsewhere.principalId()).statusCode(404);
        owner.get(WHAT_CAN, "usage:read", elsewhere.principalId())
                .statusCode(200)
                .body("items", hasSize(2));
    }

    @Test
    void everybodySeesWhatTheyMayDoThemselves() {
        teamMember
                .get("/api/permissions/what-can?permission=workspace:update")
                .statusCode(200)
                .body("items", hasSize(3));
    }

    @Test
    void idsOfAnotherOrganizationAreNotThere() {
        owner.get(WHO_CAN, "usage:read", globex.teamId()).statusCode(404);
        owner.get(WHO_CAN, "usage:read", globex.id()).statusCode(404);
        owner.get(WHO_CAN, "usage:read", Ids.next()).statusCode(404);
        owner.get(WHAT_CAN, "usage:read", globex.owner().principalId()).statusCode(404);
        owner.get(WHAT_CAN, "usage:read", Ids.next()).statusCode(404);
    }

    @Test
    void anApiKeyCanNoMoreThanItsScopes() {
        String key = owner.post(
                        "/api/apikeys",
                        java.util.Map.of("name", "Reader", "scopes", List.of("member:read"), "role", Role.ADMIN))
                .extract()
                .path("key");

        new TeamsApi(key, null)
                .get("/api/permissions/what-can?permission=team:create")
                .statusCode(200)
                .body("items", hasSize(0));
    }

    @Test
    void aQuestionThatIsNoneIsRefusedWithTheParameter() {
        owner.get("/api/permissions/who-can").statusCode(400).body("errors[0].pointer", equalTo("permission"));
        owner.get(WHO_CAN, "everything", acme.id()).statusCode(400).body("errors[0].pointer", equalTo("permission"));
        owner.get(WHO_CAN, "usage:read", "acme").statusCode(400).body("errors[0].pointer", equalTo("nodeId"));
        owner.get("/api/permissions/what-can?permission=usage:read&type=ROOM")
                .statusCode(400)
                .body("errors[0].pointer", equalTo("type"));
        owner.get("/api/permissions/what-can?permission=usage:read&cursor=nonsense")
                .statusCode(400);
    }

    private List<String> paged(String path, String field, Object... parameters) {
        List<String> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            JsonPath page = owner.get(cursor == null ? path : path + "&cursor=" + cursor, parameters)
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            found.addAll(page.getList("items." + field));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        return found;
    }

    private static String[] ids(TestUser... users) {
        return java.util.Arrays.stream(users)
                .map(TestUser::principalId)
                .map(UUID::toString)
                .toArray(String[]::new);
    }

    private static String role(TestUser user, String field) {
        return "items.findAll { it.principalId == '" + user.principalId() + "' }." + field;
    }

    @Test
    void theAccountOfAKeyIsListedWhereTheKeyCanDoIt() {
        String account = owner.post(
                        "/api/apikeys", Map.of("name", "Reader", "scopes", List.of("team:read"), "role", Role.ADMIN))
                .statusCode(201)
                .extract()
                .path("principalId");

        owner.get("/api/permissions/who-can?permission=team:read").body("items.principalId", hasItem(account));
        owner.get("/api/permissions/who-can?permission=usage:read").body("items.principalId", not(hasItem(account)));
        owner.get("/api/permissions/what-can?permission=team:read&type=TEAM&principalId={id}", account)
                .body("items", hasSize(2));
        owner.get("/api/permissions/what-can?permission=usage:read&principalId={id}", account)
                .statusCode(200)
                .body("items", hasSize(0));
    }
}
