package io.enterprisemode.teams.scim;

import static io.enterprisemode.teams.scim.ScimApi.MEMBERSHIP;
import static io.enterprisemode.teams.scim.ScimApi.operation;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiConformance;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestUser;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class ScimUserTest {

    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    private Provisioning made;
    private ScimApi scim;

    @BeforeEach
    void anIdentityProvider() {
        made = Provisioning.make();
        scim = made.scim();
    }

    private static Map<String, Object> active(boolean active) {
        return Map.of("op", "replace", "value", Map.of("active", active));
    }

    @Test
    void oktaKeepsAUserFromTheFirstToTheLastDay() {
        String anna = made.address("Anna");
        scim.find("/Users", "userName eq \"" + anna + "\"").statusCode(200).body("totalResults", equalTo(0));
        String id = scim.post("/Users", ScimApi.user(anna))
                .statusCode(201)
                .header(
                        "Location",
                        endsWith("/scim/v2/Users/"
                                + made.scim().find("/Users", "id pr").extract().path("Resources[0].id")))
                .header("ETag", equalTo("W/\"1\""))
                .contentType("application/scim+json")
                .body("userName", equalTo(anna))
                .body("meta.resourceType", equalTo("User"))
                .body("meta.version", equalTo("W/\"1\""))
                .body(MEMBERSHIP, nullValue())
                .extract()
                .path("id");
        scim.find("/Users", "userName eq \"" + anna.toUpperCase(java.util.Locale.ROOT) + "\"")
                .body("Resources.id", contains(id));

        TeamsApi person = made.arrive("anna");
        person.get("/api/teams").statusCode(200);
        scim.get("/Users/{id}", id).body(MEMBERSHIP + ".principalId", notNullValue());
        owner().get("/api/members")
                .body("items.find { it.email == '%s' }.roles.role".formatted(made.address("anna")), contains("VIEWER"));

        scim.patch("/Users", id, active(false)).statusCode(200).body("active", equalTo(false));
        person.get("/api/teams").statusCode(404);
        person.get("/api/me").body("organizations", empty());

        scim.patch("/Users", id, active(true)).statusCode(200).body("active", equalTo(true));
        person.get("/api/teams").statusCode(200);

        scim.delete("/Users", id).statusCode(204);
        scim.get("/Users/{id}", id).statusCode(404);
        person.get("/api/teams").statusCode(404);
        person.get("/api/me").body("organizations", empty());
    }

    @Test
    void entraKeepsAUserInItsOwnWay() {
        String ben = made.address("ben");
        String id = scim.createUser(ben);
        for (String filter : List.of(
                "externalId eq \"ext-%s\"".formatted(ben),
                "emails[type eq \"work\"].value eq \"%s\"".formatted(ben),
                "emails.value eq \"%s\"".formatted(ben),
                "displayName sw \"display of ben\" and active eq true",
                "not (userName ne \"%s\")".formatted(ben))) {
            scim.find("/Users", filter).statusCode(200).body("Resources.id", contains(id));
        }
        scim.find("/Users", "externalId eq \"EXT-%s\"".formatted(ben)).body("Resources", empty());
        made.other().find("/Users", "externalId eq \"ext-%s\"".formatted(ben)).body("Resources", empty());

        scim.patch(
                        "/Users",
                        id,
                        operation("Replace", "emails[type eq \"work\"].value", made.address("benjamin")),
                        operation("Add", "name.familyName", "Young"),
                        operation(
                                "Add",
                                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                                "Tours"),
                        operation("Replace", "active", "False"))
                .statusCode(200)
                .body("active", equalTo(false))
                .body("emails[0].value", equalTo(made.address("benjamin")))
                .body("name.familyName", equalTo("Young"))
                .body("schemas", hasItem(containsString("enterprise:2.0:User")));
        scim.find("/Users", "active eq false").body("Resources.id", contains(id));
    }

    @Test
    void aPersonIsLinkedByAVerifiedAddressOfAVerifiedDomainOnly() {
        String carl = made.address("carl");
        scim.createUser(carl);
        String strange = "carl@elsewhere-" + made.acme().id() + ".example";
        scim.createUser(strange);
        scim.createUser(TeamsApi.email(made.acme().viewer()));

        for (String token : List.of(
                Provisioning.person(made.unique("a"), carl, false),
                Provisioning.person(made.unique("b"), carl, null),
                Provisioning.person(made.unique("c"), strange, true))) {
            new TeamsApi(token, null).get("/api/me").body("organizations", empty());
        }
        new TeamsApi(Provisioning.person(made.unique("d"), carl, true), null)
                .get("/api/me")
                .body("organizations.id", contains(made.acme().id().toString()));
        new TeamsApi(Provisioning.person(made.unique("e"), carl, true), null)
                .get("/api/me")
                .body("organizations", empty());
        new TeamsApi(
                        Provisioning.person(
                                made.acme().viewer().subject(),
                                TeamsApi.email(made.acme().viewer()),
                                true),
                        null)
                .get("/api/me")
                .statusCode(200);
        scim.find(
                        "/Users",
                        "userName eq \"%s\""
                                .formatted(TeamsApi.email(made.acme().viewer())))
                .body(
                        "Resources[0]." + MEMBERSHIP + ".principalId",
                        equalTo(made.acme().viewer().principalId().toString()));
    }

    @Test
    void aUserNameIsTakenOnce() throws Exception {
        String name = made.address("dora");
        scim.createUser(name);

        scim.post("/Users", ScimApi.user(name.toUpperCase(java.util.Locale.ROOT)))
                .statusCode(409)
                .body("scimType", equalTo("uniqueness"))
                .body("status", equalTo("409"))
                .body("schemas", contains(ERROR));
        made.other().post("/Users", ScimApi.user(name)).statusCode(201);
        String other = scim.createUser(made.address("emil"));
        scim.patch("/Users", other, operation("replace", "userName", name)).statusCode(409);

        Callable<Integer> create = () -> scim.post("/Users", ScimApi.user(made.address("frieda")))
                .extract()
                .statusCode();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            assertThat(executor.invokeAll(List.of(create, create, create, create)).stream()
                            .map(Future::resultNow)
                            .sorted())
                    .containsExactly(201, 409, 409, 409);
        }
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        String id = scim.createUser(made.address("gus"));
        scim.patch("/Users", id, operation("replace", "title", "Boss")).header("ETag", equalTo("W/\"2\""));
        scim.patch("/Users", id, operation("replace", "title", "Boss")).header("ETag", equalTo("W/\"2\""));

        scim.request()
                .header("If-Match", "W/\"1\"")
                .body(ScimApi.user(made.address("gus")))
                .put("/scim/v2/Users/{id}", id)
                .then()
                .statusCode(412)
                .body("schemas", contains(ERROR));
        scim.request()
                .header("If-Match", "W/\"1\"")
                .delete("/scim/v2/Users/{id}", id)
                .then()
                .statusCode(412);
        scim.request()
                .header("If-None-Match", "W/\"2\"")
                .get("/scim/v2/Users/{id}", id)
                .then()
                .statusCode(304);
        scim.request()
                .header("If-Match", "W/\"2\"")
                .body(ScimApi.user(made.address("gus")))
                .put("/scim/v2/Users/{id}", id)
                .then()
                .statusCode(200)
                .body("title", nullValue());
    }

    @Test
    void aConditionThatNamesNoVersionIsRefused() {
        String user = "/Users/" + scim.createUser(made.address("gwen"));
        String group = "/Groups/" + scim.createGroup("Tours");
        for (String path : List.of(user, group)) {
            for (String garbage : List.of("abc", "1", "W/1", "\"1", "*, \"1\"", ",", "", "\"1\", abc")) {
                for (Method method : List.of(Method.PUT, Method.PATCH, Method.DELETE)) {
                    conditional(method, path, "If-Match", garbage)
                            .statusCode(400)
                            .body("schemas", contains(ERROR))
                            .body("status", equalTo("400"))
                            .body("detail", containsString("If-Match must be * or entity tags"));
                }
            }
            conditional(Method.GET, path, "If-None-Match", "abc")
                    .statusCode(400)
                    .body("schemas", contains(ERROR))
                    .body("detail", containsString("If-None-Match must be"));
            conditional(Method.PATCH, path, "If-Match", "\"9\"").statusCode(412);
            String version = scim.get(path).extract().header("ETag");
            conditional(Method.GET, path, "If-None-Match", "W/\"9\", " + version)
                    .statusCode(304);
            conditional(Method.GET, path, "If-None-Match", "*").statusCode(304);
            conditional(Method.DELETE, path, "If-Match", "\"9\", " + version).statusCode(204);
        }
    }

    @Test
    void severalFieldsOfAConditionAreOneList() {
        String id = scim.createUser(made.address("gil"));

        scim.request()
                .header("If-None-Match", "W/\"9\"", "W/\"1\"")
                .get("/scim/v2/Users/{id}", id)
                .then()
                .statusCode(304);
        scim.request()
                .header("If-Match", "W/\"1\"", "abc")
                .delete("/scim/v2/Users/{id}", id)
                .then()
                .statusCode(400);
    }

    private ValidatableResponse conditional(Method method, String path, String field, String value) {
        RequestSpecification request = scim.request().header(field, value);
        return switch (method) {
            case PUT ->
                request.body(
                                path.startsWith("/Users")
                                        ? ScimApi.user(made.address("gwen"))
                                        : Map.of("schemas", List.of(ScimApi.GROUP), "displayName", "Tours"))
                        .put("/scim/v2" + path)
                        .then();
            case PATCH ->
                request.body(Map.of(
                                "schemas",
                                List.of(ScimApi.PATCH),
                                "Operations",
                                List.of(operation("replace", "externalId", "x"))))
                        .patch("/scim/v2" + path)
                        .then();
            default -> request.request(method, "/scim/v2" + path).then();
        };
    }

    @Test
    void aReplacementThatDoesNotSayLeavesAUserSwitchedOff() {
        String id = scim.createUser(made.address("hanna"));
        scim.patch("/Users", id, active(false)).statusCode(200);
        Map<String, Object> user = ScimApi.user(made.address("hanna"));
        user.remove("active");

        scim.put("/Users", id, user).statusCode(200).body("active", equalTo(false));
        new TeamsApi(made.person(made.unique("hanna")), null).get("/api/me").body("organizations", empty());
    }

    @Test
    void theLastOwnerStaysAndAnAdminSwitchesOffNoOwner() {
        String olga = made.address("olga");
        String id = scim.createUser(olga);
        String token = Provisioning.person(made.acme().owner().subject(), olga, true);
        new TeamsApi(token, null).get("/api/me").statusCode(200);

        scim.patch("/Users", id, active(false)).statusCode(403).body("detail", containsString("OWNER"));
        ScimApi herself = new ScimApi(token);
        herself.patch("/Users", id, active(false)).statusCode(409).body("detail", containsString("at least one OWNER"));
        herself.delete("/Users", id).statusCode(409);
        scim.get("/Users/{id}", id).body("active", equalTo(true));
        owner().assign(made.acme().admin(), made.acme().id(), Role.OWNER).statusCode(200);
        herself.patch("/Users", id, active(false)).statusCode(200);
        new TeamsApi(token, made.acme().id()).get("/api/teams").statusCode(404);
    }

    @Test
    void anotherOrganizationSeesNothingOfIt() {
        String id = scim.createUser(made.address("ida"));

        made.other().get("/Users/{id}", id).statusCode(404).body("schemas", contains(ERROR));
        made.other().patch("/Users", id, active(false)).statusCode(404);
        made.other().put("/Users", id, ScimApi.user("x")).statusCode(404);
        made.other().delete("/Users", id).statusCode(404);
        made.other().get("/Users").body("totalResults", equalTo(0));
        scim.get("/Users/{id}", id).statusCode(200);
    }

    @Test
    void theScopeDecides() {
        String key = owner().post(
                        "/api/apikeys", Map.of("name", "Other", "role", "ADMIN", "scopes", List.of("member:remove")))
                .extract()
                .path("key");

        new ScimApi(key)
                .get("/Users")
                .statusCode(403)
                .body("schemas", contains(ERROR))
                .body("status", equalTo("403"));
        new ScimApi("nonsense").get("/Users").statusCode(401).contentType("application/scim+json");
        TeamsApi.of(made.acme().member(), made.acme().id())
                .get("/scim/v2/Users")
                .statusCode(403);
        TeamsApi.of(made.acme().admin(), made.acme().id()).get("/scim/v2/Users").statusCode(200);
    }

    @Test
    void onlyTheWantedAttributesAreTold() {
        String id = scim.createUser(made.address("jan"));

        scim.get("/Users/{id}?attributes=userName,emails.value", id)
                .body("", not(hasKey("displayName")))
                .body("", not(hasKey("meta")))
                .body("id", equalTo(id))
                .body("emails[0]", equalTo(Map.of("value", made.address("jan"))));
        scim.get("/Users/{id}?excludedAttributes=emails,name.givenName", id)
                .body("", not(hasKey("emails")))
                .body("name", equalTo(Map.of("familyName", "Family")))
                .body("meta.location", endsWith(id));
    }

    private void assertRefused(String scimType, String body) {
        refused(scim.request().body(body).post("/scim/v2/Users").then(), scimType);
    }

    private static void refused(ValidatableResponse response, String scimType) {
        response.statusCode(400)
                .contentType("application/scim+json")
                .body("schemas", contains(ERROR))
                .body("status", equalTo("400"))
                .body("scimType", equalTo(scimType));
    }

    @Test
    void badResourcesAreRefused() {
        String schemas = "\"schemas\": [\"%s\"]".formatted(ScimApi.USER);
        assertRefused("invalidSyntax", "");
        assertRefused("invalidSyntax", "{");
        assertRefused("invalidSyntax", "[]");
        assertRefused("invalidSyntax", "{\"userName\": \"x\"}");
        assertRefused("invalidSyntax", "{\"schemas\": [], \"userName\": \"x\"}");
        assertRefused("invalidSyntax", "{" + schemas + ", \"userName\": \"x\", \"userName\": \"y\"}");
        assertRefused(
                "invalidSyntax",
                "{" + schemas + ", \"userName\": \"x\", \"a\": " + "[".repeat(60) + "]".repeat(60) + "}");
        assertRefused(
                "invalidValue", "{\"schemas\": [\"%s\", \"urn:none\"], \"userName\": \"x\"}".formatted(ScimApi.USER));
        assertRefused("invalidValue", "{" + schemas + "}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \" \"}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": 5}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \"a\\u0000b\"}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \"%s\"}".formatted("x".repeat(300)));
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \"x\", \"active\": \"perhaps\"}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \"x\", \"name\": \"Jensen\"}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \"x\", \"emails\": \"x@acme.example\"}");
        assertRefused(
                "invalidValue", "{" + schemas + ", \"userName\": \"x\", \"emails\": [{\"value\": \"no address\"}]}");
        assertRefused("invalidValue", "{" + schemas + ", \"userName\": \"x\", \"emails\": [{\"type\": \"work\"}]}");
        assertRefused(
                "tooMany",
                "{" + schemas + ", \"userName\": \"x\", \"roles\": [" + "{\"value\": \"a\"},".repeat(60)
                        + "{\"value\": \"a\"}]}");
        scim.request()
                .body("{" + schemas + ", \"userName\": \"" + "x".repeat(6_000_000) + "\"}")
                .post("/scim/v2/Users")
                .then()
                .statusCode(413)
                .body("schemas", contains(ERROR));
        given().auth()
                .oauth2(scim.token())
                .contentType("text/plain")
                .body("x")
                .post("/scim/v2/Users")
                .then()
                .statusCode(415)
                .body("schemas", contains(ERROR));
        scim.get("/Users").body("totalResults", equalTo(0));
    }

    @Test
    void badQuestionsAreRefused() {
        for (String filter : List.of(
                "userName eq",
                "title eq \"x\"",
                "userName eq 5",
                "active gt true",
                "id co \"x\"",
                "meta.created gt \"yesterday\"",
                "emails[nothing eq \"x\"]",
                "(".repeat(11) + "userName pr" + ")".repeat(11))) {
            refused(scim.find("/Users", filter), "invalidFilter");
        }
        refused(scim.get("/Users?startIndex=one"), "invalidValue");
        refused(scim.get("/Users?count=1.5"), "invalidValue");
        scim.find("/Users", "userName eq \"x' or 1=1 --\"").statusCode(200).body("totalResults", equalTo(0));
        scim.find("/Users", "displayName co \"%\"").statusCode(200).body("totalResults", equalTo(0));
        scim.get("/Users/{id}", "nonsense").statusCode(404);
        scim.get("/Nothing").statusCode(404).body("schemas", contains(ERROR));
    }

    @Test
    void plainJsonIsTakenToo() {
        given().auth()
                .oauth2(scim.token())
                .contentType("application/json")
                .accept("application/json")
                .body(ScimApi.user(made.address("kim")))
                .post("/scim/v2/Users")
                .then()
                .statusCode(201)
                .contentType("application/json");
    }

    @Test
    void whatIsSupportedIsTold() {
        given().get("/scim/v2/ServiceProviderConfig")
                .then()
                .statusCode(200)
                .body("patch.supported", equalTo(true))
                .body("bulk.supported", equalTo(false))
                .body("etag.supported", equalTo(true))
                .body("filter.maxResults", equalTo(200));
        given().get("/scim/v2/ResourceTypes").then().body("Resources.name", contains("User", "Group"));
        given().get("/scim/v2/Schemas").then().body("Resources.id", hasItems(ScimApi.USER, ScimApi.GROUP));
        given().get("/scim/v2/Schemas/{urn}", ScimApi.USER)
                .then()
                .statusCode(200)
                .body("attributes.find { it.name == 'userName' }.uniqueness", equalTo("server"));
        scim.get("/Me").statusCode(501).body("schemas", contains(ERROR));
        scim.request()
                .filter(OpenApiConformance.requestUnchecked())
                .body("{}")
                .post("/scim/v2/Bulk")
                .then()
                .statusCode(501);
    }

    /** Such as the one that Entra ID takes at the end of a base URL and passes on. */
    @Test
    void parametersThatAnIdentityProviderAddsAreIgnored() {
        String id = scim.createUser("quinn@acme.example");

        scim.request()
                .filter(OpenApiConformance.requestUnchecked())
                .queryParam("filter", "userName eq \"quinn@acme.example\"")
                .queryParam("aadOptscim062020", "")
                .get("/scim/v2/Users")
                .then()
                .statusCode(200)
                .body("Resources.id", contains(id));
        given().filter(OpenApiConformance.requestUnchecked())
                .get("/scim/v2/ServiceProviderConfig?aadOptscim062020")
                .then()
                .statusCode(200);
    }

    @Test
    void tenThousandUsersArePaged() throws SQLException {
        try (Connection connection =
                        new ServiceDatabase("teams").appOf(made.acme().id());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                insert into scim_user (org_id, id, user_name, user_name_key, active, attributes, revision, created_at,
                    changed_at)
                select '%s', gen_random_uuid(), 'u' || i, 'u' || i, true,
                    '{"userName": "u' || i || '", "active": true}', 1, now(), now()
                  from generate_series(1, 10000) i\
                """.formatted(made.acme().id()));
            connection.commit();
        }

        scim.get("/Users").body("totalResults", equalTo(10_000)).body("itemsPerPage", equalTo(200));
        List<String> first = scim.get("/Users?startIndex=1&count=3").extract().path("Resources.id");
        scim.get("/Users?startIndex=2&count=2").body("Resources.id", equalTo(first.subList(1, 3)));
        scim.get("/Users?startIndex=9999&count=50")
                .body("startIndex", equalTo(9_999))
                .body("Resources", hasSize(2));
        scim.get("/Users?startIndex=10001")
                .body("totalResults", equalTo(10_000))
                .body("Resources", empty());
        scim.get("/Users?startIndex=-5&count=-1").body("startIndex", equalTo(1)).body("Resources", empty());
        scim.get("/Users?count=100000").body("Resources", hasSize(200));
        scim.find("/Users", "userName eq \"U7777\"").body("Resources.userName", contains("u7777"));
        scim.find("/Users", "userName sw \"u999\"").body("totalResults", equalTo(11));
    }

    @Test
    void everyStepIsAudited() {
        String id = scim.createUser(made.address("lea"));
        made.arrive("lea");
        scim.patch("/Users", id, active(false)).statusCode(200);
        scim.patch("/Users", id, active(true)).statusCode(200);
        scim.delete("/Users", id).statusCode(204);

        try (TopicReader topic = TopicReader.fromBeginning(Topics.AUDIT_EVENTS)) {
            topic.await(record -> record.belongsTo(made.acme().id())
                    && record.event().read(EventTypes.AUDIT_EVENT).action().equals("teams.scim.user.deleted"));
            List<AuditEvent> events = topic
                    .records(record -> record.belongsTo(made.acme().id()))
                    .stream()
                    .peek(EventContract::assertConforms)
                    .map(record -> record.event().read(EventTypes.AUDIT_EVENT))
                    .toList();

            assertThat(events)
                    .filteredOn(event -> event.target().id().equals(id))
                    .extracting(AuditEvent::action)
                    .containsExactly(
                            "teams.scim.user.created",
                            "teams.scim.user.linked",
                            "teams.scim.user.deactivated",
                            "teams.scim.user.reactivated",
                            "teams.scim.user.deleted");
            assertThat(events)
                    .extracting(AuditEvent::action)
                    .containsSubsequence(
                            "teams.role.assigned", "teams.role.removed", "teams.role.assigned", "teams.role.removed");
        }
    }

    private TeamsApi owner() {
        return TeamsApi.of(made.acme().owner(), made.acme().id());
    }

    @Test
    void whoIsSwitchedOffIsOutByWhicheverDoorTheyCameBack() {
        String id = scim.createUser(made.address("rita"));
        TestUser rita = new TestUser(made.unique("rita"));
        TeamsApi person = made.arrive("rita");
        String early = owner().invite(made.address("rita"), Role.ADMIN, null);
        scim.patch("/Users", id, active(false)).statusCode(200);
        person.get("/api/teams").statusCode(404);
        person.post("/api/invitations/accept", Map.of("token", early)).statusCode(409);
        String late = owner().invite(made.address("rita"), Role.ADMIN, null);
        person.post("/api/invitations/accept", Map.of("token", late)).statusCode(200);
        person.get("/api/teams").statusCode(200);

        scim.patch("/Users", id, active(false)).statusCode(200);

        person.get("/api/teams").statusCode(404);
        owner().get("/api/members/{id}", rita.principalId()).statusCode(404);
    }

    private Map<String, Object> inactive(String userName) {
        Map<String, Object> user = ScimApi.user(userName);
        user.put("active", false);
        return user;
    }

    @Test
    void whoIsSwitchedOffBeforeTheyAreLinkedIsOut() {
        TestUser admin = made.acme().admin();
        TestUser member = made.acme().member();
        TestUser viewer = made.acme().viewer();
        String first = scim.createUser(TeamsApi.email(admin).toUpperCase(java.util.Locale.ROOT));
        Map<String, Object> byEmail = ScimApi.user(made.unique("name"));
        byEmail.put("emails", List.of(Map.of("value", TeamsApi.email(member))));
        String second = scim.post("/Users", byEmail).statusCode(201).extract().path("id");

        scim.patch("/Users", first, active(false)).statusCode(200);
        scim.delete("/Users", second).statusCode(204);
        scim.post("/Users", inactive(TeamsApi.email(viewer))).statusCode(201);

        for (TestUser person : List.of(admin, member, viewer)) {
            TeamsApi.of(person, made.acme().id()).get("/api/teams").statusCode(404);
            owner().get("/api/members/{id}", person.principalId()).statusCode(404);
        }
        TeamsApi.of(made.acme().teamMember(), made.acme().id())
                .get("/api/teams")
                .statusCode(200);
        scim.post("/Users", inactive(TeamsApi.email(made.acme().owner()))).statusCode(403);
        scim.find("/Users", "userName eq \"" + TeamsApi.email(made.acme().owner()) + "\"")
                .body("totalResults", equalTo(0));
        TeamsApi.of(made.acme().owner(), made.acme().id()).get("/api/teams").statusCode(200);
    }

    @Test
    void whoeverAnotherActiveUserStandsForIsLeftToThatOne() {
        TestUser member = made.acme().member();
        scim.createUser(TeamsApi.email(member));
        Map<String, Object> shared = inactive(made.unique("shared"));
        shared.put("emails", List.of(Map.of("value", TeamsApi.email(member))));

        String id = scim.post("/Users", shared).statusCode(201).extract().path("id");
        scim.delete("/Users", id).statusCode(204);

        TeamsApi.of(member, made.acme().id()).get("/api/teams").statusCode(200);
    }

    @Test
    void whoTurnsOutToBeSwitchedOffLosesWhatTheyHave() {
        TestUser member = made.acme().member();
        String id = scim.post("/Users", inactive(made.address("tom")))
                .statusCode(201)
                .extract()
                .path("id");
        TeamsApi.of(member, made.acme().id()).get("/api/teams").statusCode(200);

        TeamsApi tom = new TeamsApi(Provisioning.person(member.subject(), made.address("tom"), true), null);
        tom.get("/api/me").statusCode(200).body("organizations", empty());

        scim.get("/Users/{id}", id)
                .body(MEMBERSHIP + ".principalId", equalTo(member.principalId().toString()));
        owner().get("/api/members/{id}", member.principalId()).statusCode(404);
        scim.patch("/Users", id, active(true)).statusCode(200);
        tom.get("/api/me").body("organizations[0].roles.role", contains("VIEWER"));
        scim.post("/Users", inactive(made.address("olga"))).statusCode(201);
        new TeamsApi(Provisioning.person(made.acme().owner().subject(), made.address("olga"), true), null)
                .get("/api/me")
                .body("organizations.id", contains(made.acme().id().toString()));
    }

    @Test
    void anActiveUserCountsBeforeOneThatIsSwitchedOff() {
        scim.post("/Users", inactive(made.address("una"))).statusCode(201);
        Map<String, Object> again = ScimApi.user(made.unique("una"));
        again.put("emails", List.of(Map.of("value", made.address("una"))));
        scim.post("/Users", again).statusCode(201);

        made.arrive("una").get("/api/teams").statusCode(200);
    }

    @Test
    void whatIsOfferedToWhoeverIsSwitchedOffIsTakenBackThoughTheyNeverCame() {
        String id = scim.createUser(made.address("sven"));
        String invitation = owner().invite(made.address("sven"), Role.ADMIN, null);

        scim.patch("/Users", id, active(false)).statusCode(200);

        new TeamsApi(made.person("sven"), null)
                .post("/api/invitations/accept", Map.of("token", invitation))
                .statusCode(409);
    }
}
