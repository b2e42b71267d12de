package io.enterprisemode.teams.scim;

import static io.enterprisemode.teams.scim.ScimApi.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class ScimGroupTest {

    private Provisioning made;
    private ScimApi scim;
    private TeamsApi owner;

    @BeforeEach
    void anIdentityProvider() {
        made = Provisioning.make();
        scim = made.scim();
        owner = TeamsApi.of(made.acme().owner(), made.acme().id());
    }

    private static Map<String, Object> remove(String path) {
        return Map.of("op", "remove", "path", path);
    }

    private List<String> rolesOn(TeamsApi person, String nodeId) {
        String id = person.get("/api/me").extract().path("principalId");
        List<String> roles = new ArrayList<>();
        List<Map<String, String>> all =
                owner.get("/api/members/{id}", id).extract().path("roles");
        all.stream().filter(role -> role.get("nodeId").equals(nodeId)).forEach(role -> roles.add(role.get("role")));
        return roles;
    }

    @Test
    void aGroupIsATeamWhoseMembersWorkInIt() {
        String anna = scim.createUser(made.address("anna"));
        String ben = scim.createUser(made.address("ben"));
        TeamsApi annaHerself = made.arrive("anna");
        String group = scim.createGroup("Tours", anna, ben);

        owner.get("/api/teams/{id}", group).statusCode(200).body("name", equalTo("Tours"));
        assertThat(rolesOn(annaHerself, group)).containsExactly("MEMBER");
        scim.get("/Groups/{id}", group)
                .body("members.value", containsInAnyOrder(anna, ben))
                .body("members.type", hasItem("User"));
        scim.get("/Users/{id}", anna).body("groups.value", contains(group)).body("groups[0].display", equalTo("Tours"));
        assertThat(rolesOn(made.arrive("ben"), group)).containsExactly("MEMBER");

        scim.patch("/Groups", group, remove("members[value eq \"" + anna + "\"]"))
                .statusCode(200)
                .body("members.value", contains(ben));
        assertThat(rolesOn(annaHerself, group)).isEmpty();
        scim.patch("/Groups", group, operation("add", "members", List.of(Map.of("value", anna))))
                .statusCode(200);
        assertThat(rolesOn(annaHerself, group)).containsExactly("MEMBER");
        scim.patch("/Groups", group, Map.of("op", "Replace", "value", Map.of("id", group, "displayName", "Journeys")))
                .body("displayName", equalTo("Journeys"));
        owner.get("/api/teams/{id}", group).body("name", equalTo("Journeys"));

        scim.put(
                        "/Groups",
                        group,
                        Map.of("schemas", List.of(ScimApi.GROUP), "displayName", "Journeys", "externalId", "g1"))
                .statusCode(200)
                .body("externalId", equalTo("g1"))
                .body("", not(hasKey("members")));
        assertThat(rolesOn(annaHerself, group)).isEmpty();
        scim.delete("/Groups", group).statusCode(204);
        scim.get("/Groups/{id}", group).statusCode(404);
        owner.get("/api/teams/{id}", group).statusCode(404);
    }

    @Test
    void switchedOffMembersWorkInNothingUntilTheyAreBack() {
        String anna = scim.createUser(made.address("anna"));
        TeamsApi herself = made.arrive("anna");
        scim.patch("/Users", anna, operation("replace", "active", false)).statusCode(200);
        String group = scim.createGroup("Tours", anna);

        herself.get("/api/me").body("organizations", empty());
        scim.patch("/Users", anna, operation("replace", "active", true)).statusCode(200);

        assertThat(rolesOn(herself, group)).containsExactly("MEMBER");
        assertThat(rolesOn(herself, made.acme().id().toString())).containsExactly("VIEWER");
    }

    @Test
    void rolesGivenOtherwiseAreNotLowered() {
        String anna = scim.createUser(made.address("anna"));
        TeamsApi herself = made.arrive("anna");
        String principal = herself.get("/api/me").extract().path("principalId");
        owner.put(
                        Map.of("role", Role.ADMIN),
                        "/api/members/{m}/roles/{n}",
                        principal,
                        made.acme().teamId())
                .statusCode(200);

        scim.patch(
                        "/Groups",
                        made.acme().teamId().toString(),
                        operation("add", "members", List.of(Map.of("value", anna))))
                .statusCode(200);
        assertThat(rolesOn(herself, made.acme().teamId().toString())).containsExactly("ADMIN");
    }

    @Test
    void teamsMadeByHandAreGroupsToo() {
        scim.find("/Groups", "displayName eq \"PLATFORM\"")
                .statusCode(200)
                .body("Resources.id", contains(made.acme().teamId().toString()))
                .body("Resources[0].externalId", nullValue());
        scim.patch("/Groups", made.acme().teamId().toString(), operation("replace", "externalId", "g7"))
                .statusCode(200);
        scim.find("/Groups", "externalId eq \"g7\"").body("totalResults", equalTo(1));
        made.other().find("/Groups", "externalId eq \"g7\"").body("totalResults", equalTo(0));
        scim.post("/Groups", Map.of("schemas", List.of(ScimApi.GROUP), "displayName", "platform"))
                .statusCode(409)
                .body("scimType", equalTo("uniqueness"));
        scim.delete("/Groups", made.acme().teamId().toString()).statusCode(409);
        owner.get("/api/teams/{id}", made.acme().teamId()).statusCode(200);
    }

    @Test
    void entraAsksForGroupsAndMembershipsInItsOwnWay() {
        String anna = scim.createUser(made.address("anna"));
        String group = scim.createGroup("Tours", anna);

        scim.request()
                .queryParam("filter", "displayName eq \"Tours\"")
                .queryParam("excludedAttributes", "members")
                .get("/scim/v2/Groups")
                .then()
                .body("Resources.id", contains(group))
                .body("Resources[0]", not(hasKey("members")));
        scim.find("/Groups", "id eq \"%s\" and members eq \"%s\"".formatted(group, anna))
                .body("totalResults", equalTo(1));
        scim.find("/Groups", "members[value eq \"%s\"]".formatted(Ids.next())).body("totalResults", equalTo(0));
        scim.find("/Users", "groups eq \"%s\"".formatted(group)).body("Resources.id", contains(anna));
    }

    @Test
    void whoIsNotThereIsNoMember() {
        String anna = scim.createUser(made.address("anna"));
        String stranger = made.other().createUser("stranger@globex.example");
        String group = scim.createGroup("Tours", anna);
        for (Object member : List.of(
                Map.of("value", stranger),
                Map.of("value", Ids.next().toString()),
                Map.of("value", "nonsense"),
                Map.of("value", group, "type", "Group"))) {
            scim.patch("/Groups", group, operation("add", "members", List.of(member)))
                    .statusCode(400)
                    .body("scimType", equalTo("invalidValue"));
        }
        scim.get("/Groups/{id}", group).body("members.value", contains(anna));
        made.other().patch("/Groups", group, remove("members")).statusCode(404);
        made.other().delete("/Groups", group).statusCode(404);
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        String anna = scim.createUser(made.address("anna"));
        String group = scim.createGroup("Tours");
        String version = scim.get("/Groups/{id}", group).extract().header("ETag");
        scim.patch("/Groups", group, operation("add", "members", List.of(Map.of("value", anna))))
                .statusCode(200);

        scim.request()
                .header("If-Match", version)
                .delete("/scim/v2/Groups/{id}", group)
                .then()
                .statusCode(412);
        scim.request()
                .header("If-Match", scim.get("/Groups/{id}", group).extract().header("ETag"))
                .delete("/scim/v2/Groups/{id}", group)
                .then()
                .statusCode(204);
    }

    @Test
    void membersAreRemovedByWhateverTheyShow() {
        String anna = scim.createUser(made.address("anna"));
        String ben = scim.createUser(made.address("ben"));
        TeamsApi annaHerself = made.arrive("anna");
        for (String filter : List.of(
                "value eq \"" + anna.toUpperCase(Locale.ROOT) + "\"",
                "$ref eq \"https://provider.example/scim/v2/Users/" + anna + "\"",
                "display sw \"ANNA@\"",
                "type eq \"User\" and value eq \"" + anna + "\"")) {
            String group = scim.createGroup("Tours " + filter.hashCode(), anna, ben);
            scim.patch("/Groups", group, remove("members[" + filter + "]"))
                    .statusCode(200)
                    .body("members.value", contains(ben));
            assertThat(rolesOn(annaHerself, group)).as(filter).isEmpty();
        }
        String group = scim.createGroup("Journeys", anna, ben);
        scim.patch(
                        "/Groups",
                        group,
                        operation("remove", "members", List.of(Map.of("value", anna.toUpperCase(Locale.ROOT)))))
                .statusCode(200)
                .body("members.value", contains(ben));
        scim.patch("/Groups", group, remove("members.value")).statusCode(400).body("scimType", equalTo("mutability"));
        scim.patch("/Groups", group, remove("members[value eq \"nobody\"]"))
                .statusCode(400)
                .body("scimType", equalTo("invalidFilter"));
        scim.get("/Groups/{id}", group).body("members.value", contains(ben));
    }

    @Test
    void whoWasRemovedByHandDoesNotComeBackByAGroup() {
        String anna = scim.createUser(made.address("anna"));
        TeamsApi herself = made.arrive("anna");
        String principal = herself.get("/api/me").extract().path("principalId");
        owner.delete("/api/members/{id}", principal).statusCode(204);

        String group = scim.createGroup("Tours", anna);
        scim.patch(
                        "/Groups",
                        made.acme().teamId().toString(),
                        operation("add", "members", List.of(Map.of("value", anna))))
                .statusCode(200);

        herself.get("/api/me").body("organizations", empty());
        scim.get("/Groups/{id}", group).body("members.value", contains(anna));
        scim.patch("/Users", anna, operation("replace", "active", false)).statusCode(200);
        scim.patch("/Users", anna, operation("replace", "active", true)).statusCode(200);
        assertThat(rolesOn(herself, group)).containsExactly("MEMBER");
        assertThat(rolesOn(herself, made.acme().teamId().toString())).containsExactly("MEMBER");
    }

    private String version(String path, String id) {
        return scim.get(path + "/{id}", id).statusCode(200).extract().header("ETag");
    }

    @Test
    void whatIsShownOfOthersCountsAsAChange() {
        String anna = scim.createUser(made.address("anna"));
        String ben = scim.createUser(made.address("ben"));
        String group = scim.createGroup("Tours", anna, ben);
        String ofGroup = version("/Groups", group);
        String ofAnna = version("/Users", anna);

        owner.patch(Map.of("name", "Journeys"), "/api/teams/{id}", group).statusCode(200);
        assertThat(version("/Users", anna)).isNotEqualTo(ofAnna);
        scim.patch("/Users", ben, operation("replace", "userName", made.address("benjamin")))
                .statusCode(200);
        String renamed = version("/Groups", group);
        assertThat(renamed).isNotEqualTo(ofGroup);
        scim.delete("/Users", ben).statusCode(204);
        assertThat(version("/Groups", group)).isNotEqualTo(renamed);
        scim.get("/Groups/{id}", group).body("members.value", contains(anna));

        String before = version("/Users", anna);
        owner.delete("/api/teams/{id}", group).statusCode(204);
        assertThat(version("/Users", anna)).isNotEqualTo(before);
    }

    @Test
    void namesAreFoundInWhateverCaseAndForm() {
        for (String name : List.of("ΠΩΛΗΣΕΙΣ", "İstanbul", "Straße", "Ｆｕｌｌ")) {
            String group = scim.createGroup(name);
            scim.find("/Groups", "displayName eq \"" + name + "\"").body("Resources.id", contains(group));
            scim.post("/Groups", Map.of("schemas", List.of(ScimApi.GROUP), "displayName", name))
                    .statusCode(409);
        }
        scim.find("/Groups", "displayName eq \"πωλησεις\"").body("totalResults", equalTo(1));
        scim.find("/Groups", "displayName sw \"πωλησ\"").body("totalResults", equalTo(1));
        scim.find("/Groups", "displayName eq \"STRASSE\"").body("totalResults", equalTo(0));
        scim.find("/Groups", "displayName eq \"full\"").body("totalResults", equalTo(1));
        scim.find("/Groups", "displayName co \"％\"").body("totalResults", equalTo(0));
    }

    @Test
    void aFilterThatCannotMatchIsRefused() {
        for (String filter : List.of(
                "id eq \"nobody\"", "members eq \"nobody\"", "displayName eq \"a\tb\"", "displayName eq \"\\ud83d\"")) {
            scim.find("/Groups", filter).statusCode(400).body("scimType", equalTo("invalidFilter"));
        }
    }
}
