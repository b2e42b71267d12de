package io.enterprisemode.teams.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyUsed;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.ApiKeyFormat;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class ApiKeyTest {

    private final ServiceDatabase database = new ServiceDatabase("teams");
    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;

    @Inject
    ApiKeyUseRecorder uses;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    private JsonPath create(Object... more) {
        Map<String, Object> body = new HashMap<>(Map.of("name", "Mail server", "scopes", List.of("team:read")));
        for (int i = 0; i < more.length; i += 2) {
            body.put((String) more[i], more[i + 1]);
        }
        return owner.post("/api/apikeys", body).statusCode(201).extract().jsonPath();
    }

    @Test
    void aKeyActsInItsOrganizationWithinItsScopes() {
        JsonPath key = create();
        TeamsApi program = new TeamsApi(key.getString("key"), null);

        program.get("/api/teams").statusCode(200).body("items", hasSize(2));
        program.get("/api/workspaces").statusCode(403);
        new TeamsApi(key.getString("key"), globex.id()).get("/api/teams").statusCode(404);
        program.get("/api/me")
                .statusCode(200)
                .body("kind", equalTo("API_KEY"))
                .body("principalId", equalTo(key.getString("principalId")))
                .body("organizations.id", contains(acme.id().toString()));
        program.post("/api/organizations", Map.of("name", "Elsewhere")).statusCode(403);
    }

    @Test
    void aKeyIsShownOnceAndOnlyItsHashIsKept() {
        JsonPath key = owner.post(
                        "/api/apikeys",
                        Ids.next().toString(),
                        Map.of("name", "Mail server", "scopes", List.of("usage:write")))
                .statusCode(201)
                .body("key", matchesPattern("emk_[A-Za-z0-9]{20}_[A-Za-z0-9_-]{43}"))
                .extract()
                .jsonPath();
        ApiKeyFormat format = ApiKeyFormat.parse(key.getString("key")).orElseThrow();

        owner.get("/api/apikeys")
                .statusCode(200)
                .body("items.keyId", contains(format.keyId()))
                .body("items[0].key", nullValue())
                .body("items[0].role", equalTo("MEMBER"))
                .body("items[0].scopes", contains("usage:write"));
        for (String table : List.of("api_key", "outbox_event", "idempotency_key", "principal")) {
            assertThat(database.number("select count(*) from %s t where strpos(t::text, '%s') > 0"
                            .formatted(table, format.secret())))
                    .as(table)
                    .isZero();
        }
        assertThat(database.number(
                        "select count(*) from api_key where secret_sha256 = '%s'".formatted(format.secretSha256())))
                .isEqualTo(1);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        JsonPath key = create();
        TeamsApi program = new TeamsApi(key.getString("key"), null);
        program.get("/api/teams").statusCode(200);

        owner.delete("/api/apikeys/{id}", key.getString("keyId")).statusCode(204);
        owner.delete("/api/apikeys/{id}", key.getString("keyId")).statusCode(204);

        program.get("/api/teams").statusCode(401);
        owner.get("/api/apikeys").body("items[0].revokedAt", notNullValue());
        owner.get("/api/members/{id}", key.getString("principalId")).statusCode(404);
    }

    @Test
    void anExpiredKeyIsRefused() throws SQLException {
        JsonPath key = create("expiresAt", "2999-01-01T00:00:00Z");
        TeamsApi program = new TeamsApi(key.getString("key"), null);
        program.get("/api/teams").statusCode(200);

        change("expires_at = now()");

        program.get("/api/teams").statusCode(401);
    }

    private JsonPath rotate(String keyId, Object... body) {
        Map<String, Object> request = body.length == 0 ? Map.of() : Map.of("overlap", body[0]);
        return owner.post("/api/apikeys/" + keyId + "/rotate", request)
                .statusCode(200)
                .body("keyId", equalTo(keyId))
                .body("key", matchesPattern("emk_" + keyId + "_[A-Za-z0-9_-]{43}"))
                .extract()
                .jsonPath();
    }

    @Test
    void afterARotationBothSecretsAreGoodUntilTheOverlapEnds() throws SQLException {
        JsonPath key = create();
        String keyId = key.getString("keyId");
        TeamsApi before = new TeamsApi(key.getString("key"), null);

        TeamsApi after = new TeamsApi(rotate(keyId, "PT1H").getString("key"), null);

        before.get("/api/teams").statusCode(200);
        after.get("/api/teams").statusCode(200);
        owner.get("/api/apikeys")
                .body("items[0].rotatedAt", notNullValue())
                .body("items[0].previousValidUntil", notNullValue())
                .body("items[0].key", nullValue());
        change("previous_valid_until = now()");
        before.get("/api/teams").statusCode(401);
        after.get("/api/teams").statusCode(200);
    }

    @Test
    void aSecondRotationEndsTheOverlapOfTheFirst() {
        JsonPath key = create();
        String keyId = key.getString("keyId");
        TeamsApi first = new TeamsApi(key.getString("key"), null);
        TeamsApi second = new TeamsApi(rotate(keyId).getString("key"), null);
        TeamsApi third = new TeamsApi(rotate(keyId).getString("key"), null);

        first.get("/api/teams").statusCode(401);
        second.get("/api/teams").statusCode(200);
        third.get("/api/teams").statusCode(200);
        TeamsApi fourth = new TeamsApi(rotate(keyId, "PT0S").getString("key"), null);
        third.get("/api/teams").statusCode(401);
        fourth.get("/api/teams").statusCode(200);
        owner.delete("/api/apikeys/{id}", keyId).statusCode(204);
        fourth.get("/api/teams").statusCode(401);
        owner.post("/api/apikeys/" + keyId + "/rotate", Map.of())
                .statusCode(409)
                .body("type", equalTo("/problems/api-key-not-usable"));
    }

    @Test
    void aRotationIsForWhoeverCouldMakeTheKey() {
        String root = create("role", "OWNER").getString("keyId");
        String manager =
                create("scopes", List.of("apikey:manage"), "role", "ADMIN").getString("key");
        String reader = create().getString("keyId");

        TeamsApi.of(acme.admin(), acme.id())
                .post("/api/apikeys/" + root + "/rotate", Map.of())
                .statusCode(403);
        new TeamsApi(manager, null)
                .post("/api/apikeys/" + reader + "/rotate", Map.of())
                .statusCode(403)
                .body("type", equalTo("/problems/scope-above-own"));
        TeamsApi.of(globex.owner(), globex.id())
                .post("/api/apikeys/" + reader + "/rotate", Map.of())
                .statusCode(404);
        owner.post("/api/apikeys/" + reader + "/rotate", Map.of("overlap", "P31D"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/overlap"));
        owner.post("/api/apikeys/" + reader + "/rotate", Map.of("overlap", "-PT1H"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/overlap"));
        owner.post("/api/apikeys/" + reader + "/rotate", Map.of("overlap", "soon"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/overlap"));
    }

    @Test
    void removingTheServiceAccountOfAKeyRevokesTheKey() {
        JsonPath key = create();
        TeamsApi program = new TeamsApi(key.getString("key"), null);

        owner.delete("/api/members/{id}", key.getString("principalId")).statusCode(204);

        program.get("/api/teams").statusCode(401);
        owner.get("/api/apikeys").body("items[0].revokedAt", notNullValue());
        owner.get("/api/members?kind=SERVICE_ACCOUNT").body("items", hasSize(0));
    }

    @Test
    void aKeyThatLeavesByItselfIsRevoked() {
        JsonPath key = create("scopes", List.of("member:read", "member:remove"), "role", "ADMIN");
        TeamsApi program = new TeamsApi(key.getString("key"), null);

        program.post("/api/members/leave", Map.of("organizationId", acme.id())).statusCode(204);

        program.get("/api/members").statusCode(401);
        owner.get("/api/apikeys").body("items[0].revokedAt", notNullValue());
    }

    @Test
    void aKeyThatOnlyReadsDoesNotLeave() {
        JsonPath key = create("scopes", List.of("member:read", "member:invite", "role:assign"), "role", "ADMIN");
        TeamsApi program = new TeamsApi(key.getString("key"), null);

        program.post("/api/members/leave", Map.of("organizationId", acme.id()))
                .statusCode(403)
                .body("type", equalTo("/problems/forbidden"))
                .body("detail", containsString("member:remove"));

        program.get("/api/members").statusCode(200);
        owner.get("/api/apikeys").body("items[0].revokedAt", nullValue());
    }

    @Test
    void onceARevocationIsAnsweredNoRequestOfTheKeySucceeds() throws Exception {
        JsonPath key = create();
        TeamsApi program = new TeamsApi(key.getString("key"), null);
        AtomicBoolean revoked = new AtomicBoolean();
        Callable<List<Integer>> use = () -> {
            List<Integer> afterwards = new ArrayList<>();
            while (afterwards.size() < 5) {
                boolean alreadyRevoked = revoked.get();
                int status = program.get("/api/teams").extract().statusCode();
                if (alreadyRevoked) {
                    afterwards.add(status);
                }
            }
            return afterwards;
        };

        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<List<Integer>>> users = java.util.stream.Stream.generate(() -> executor.submit(use))
                    .limit(4)
                    .toList();
            owner.delete("/api/apikeys/{id}", key.getString("keyId")).statusCode(204);
            revoked.set(true);
            for (Future<List<Integer>> user : users) {
                assertThat(user.get()).containsOnly(401);
            }
        }
    }

    @Test
    void whatAServiceHasSeenOfAKeyIsKeptAsItsLastUse() throws Exception {
        JsonPath key = create();
        new TeamsApi(key.getString("key"), null).get("/api/teams").statusCode(200);
        owner.get("/api/apikeys").body("items[0].lastUsedAt", nullValue());

        flushUses();

        String own = owner.get("/api/apikeys")
                .body("items[0].lastUsedAt", notNullValue())
                .extract()
                .path("items[0].lastUsedAt");
        Instant later = Instant.parse(own).plusSeconds(3600);
        publishUse(key.getString("keyId"), later);
        publishUse(key.getString("keyId"), later.minusSeconds(60));
        publishUse(key.getString("keyId"), later);
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> owner.get("/api/apikeys").extract().path("items[0].lastUsedAt"),
                        equalTo(later.toString()));
        new TeamsApi(key.getString("key"), null).get("/api/teams").statusCode(200);
        flushUses();
        owner.get("/api/apikeys").body("items[0].lastUsedAt", equalTo(later.toString()));
    }

    private void publishUse(String keyId, Instant at) {
        Publisher.publish(new ApiKeyUsed(acme.id(), keyId, "billing", at));
    }

    private void flushUses() throws Exception {
        try {
            VertxContextSupport.subscribeAndAwait(uses::recordOwn);
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void change(String set) throws SQLException {
        try (Connection connection = database.appOf(acme.id());
                Statement statement = connection.createStatement()) {
            statement.execute("update api_key set %s where org_id = '%s'".formatted(set, acme.id()));
            connection.commit();
        }
    }

    @Test
    void aKeyWithAWrongSecretIsRefused() {
        String key = create().getString("key");

        new TeamsApi(key.substring(0, key.length() - 43) + "x".repeat(43), null)
                .get("/api/teams")
                .statusCode(401);
    }

    @Test
    void aKeyIsNotAboveWhoMadeIt() {
        TeamsApi.of(acme.admin(), acme.id())
                .post("/api/apikeys", Map.of("name", "Root", "scopes", List.of("org:delete"), "role", "OWNER"))
                .statusCode(403)
                .body("type", equalTo("/problems/role-above-own"));
        owner.post("/api/apikeys", Map.of("name", "Odd", "scopes", List.of("billing:manage")))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/scopes"));
        String manager =
                create("scopes", List.of("apikey:manage"), "role", "ADMIN").getString("key");
        new TeamsApi(manager, null)
                .post("/api/apikeys", Map.of("name", "Wider", "scopes", List.of("team:read")))
                .statusCode(403)
                .body("type", equalTo("/problems/scope-above-own"));
        new TeamsApi(manager, null)
                .post("/api/apikeys", Map.of("name", "Same", "scopes", List.of("apikey:manage"), "role", "ADMIN"))
                .statusCode(201);
    }

    @Test
    void theKeyOfTheLastOwnerIsNotRevoked() {
        String keyId = create("role", "OWNER").getString("keyId");
        TeamsApi.of(acme.admin(), acme.id())
                .delete("/api/apikeys/{id}", keyId)
                .statusCode(403)
                .body("type", equalTo("/problems/target-is-owner"));

        owner.delete("/api/apikeys/{id}", keyId).statusCode(204);
    }

    @Test
    void badInputIsRefused() {
        owner.post("/api/apikeys", Map.of("name", "x", "scopes", List.of())).statusCode(400);
        owner.post("/api/apikeys", Map.of("name", "x", "scopes", List.of("all")))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/scopes/0"));
        owner.post(
                        "/api/apikeys",
                        Map.of("name", "x", "scopes", List.of("team:read"), "expiresAt", "2020-01-01T00:00:00Z"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/expiresAt"));
        owner.delete("/api/apikeys/{id}", "nonsense").statusCode(404);
        String globexKey = TeamsApi.of(globex.owner(), globex.id())
                .post("/api/apikeys", Map.of("name", "Globex", "scopes", List.of("team:read")))
                .extract()
                .path("keyId");
        owner.delete("/api/apikeys/{id}", globexKey).statusCode(404);
    }

    @Test
    void aKeyMakesAndRotatesNothingThatOutlivesIt() {
        JsonPath manager = create(
                "scopes", List.of("apikey:manage", "team:read"), "role", "ADMIN", "expiresAt", "2999-01-01T00:00:00Z");
        String lasting = create().getString("keyId");
        TeamsApi program = new TeamsApi(manager.getString("key"), null);
        Map<String, Object> request = Map.of("name", "Child", "scopes", List.of("team:read"));

        program.post("/api/apikeys", request).statusCode(201).body("expiresAt", equalTo("2999-01-01T00:00:00Z"));
        Map<String, Object> shorter = new HashMap<>(request);
        shorter.put("expiresAt", "2998-01-01T00:00:00Z");
        program.post("/api/apikeys", shorter).statusCode(201).body("expiresAt", equalTo("2998-01-01T00:00:00Z"));
        Map<String, Object> longer = new HashMap<>(request);
        longer.put("expiresAt", "2999-01-02T00:00:00Z");
        program.post("/api/apikeys", longer).statusCode(403).body("type", equalTo("/problems/expiry-above-own"));
        program.post("/api/apikeys/" + lasting + "/rotate", Map.of())
                .statusCode(403)
                .body("type", equalTo("/problems/expiry-above-own"));
        program.post("/api/apikeys/" + manager.getString("keyId") + "/rotate", Map.of())
                .statusCode(200);
    }

    @Test
    void theListSaysWhenTheMakerIsGone() {
        TeamsApi.of(acme.admin(), acme.id())
                .post("/api/apikeys", Map.of("name", "Theirs", "scopes", List.of("team:read")))
                .statusCode(201);
        create();
        owner.get("/api/apikeys").body("items.creatorGone", contains(nullValue(), nullValue()));

        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            owner.delete("/api/members/{id}", acme.admin().principalId()).statusCode(204);

            owner.get("/api/apikeys").body("items.creatorGone", contains(equalTo(true), nullValue()));
            String keyId = owner.get("/api/apikeys").extract().path("items[0].keyId");
            AuditEvent left = audit
                    .await(
                            1,
                            record -> record.belongsTo(acme.id())
                                    && record.event()
                                            .read(EventTypes.AUDIT_EVENT)
                                            .action()
                                            .equals("teams.apikey.creator-left"))
                    .stream()
                    .map(record -> record.event().read(EventTypes.AUDIT_EVENT))
                    .toList()
                    .getFirst();
            assertThat(left.details()).containsEntry("keys", List.of(keyId));
        }
    }

    private static final Map<String, Object> MANAGER =
            Map.of("name", "Manager", "scopes", List.of("apikey:manage", "team:read"), "role", "ADMIN");
    private static final Map<String, Object> READER =
            Map.of("name", "Reader", "scopes", List.of("team:read"), "role", "VIEWER");

    private static TeamsApi made(TeamsApi maker, Map<String, Object> request) {
        return new TeamsApi(
                maker.post("/api/apikeys", request).statusCode(201).extract().path("key"), null);
    }

    private static String keyId(TeamsApi key) {
        return ApiKeyFormat.parse(key.token()).orElseThrow().keyId();
    }

    private static TeamsApi rotated(TeamsApi by, TeamsApi key, String overlap) {
        return new TeamsApi(
                by.post("/api/apikeys/" + keyId(key) + "/rotate", Map.of("overlap", overlap))
                        .statusCode(200)
                        .extract()
                        .path("key"),
                null);
    }

    @Test
    void whatARevokedKeyHasMadeGoesWithItsMakerToo() {
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        TeamsApi first = made(admin, MANAGER);
        TeamsApi second = made(first, READER);
        admin.delete("/api/apikeys/{id}", keyId(first)).statusCode(204);
        second.get("/api/teams").statusCode(200);

        owner.delete("/api/members/{id}?revokeKeys=true", acme.admin().principalId())
                .statusCode(204);

        second.get("/api/teams").statusCode(401);
    }

    @Test
    void whoRotatedAKeyIsToldAndTheKeyGoesWithThem() {
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        TeamsApi reader = made(owner, READER);
        TeamsApi manager = made(owner, MANAGER);
        TeamsApi before = made(manager, READER);
        TeamsApi present = rotated(admin, reader, "PT0S");
        TeamsApi managing = rotated(admin, manager, "PT0S");
        TeamsApi after = made(managing, READER);
        owner.get("/api/apikeys")
                .body(
                        "items.rotatedBy",
                        contains(
                                acme.admin().principalId().toString(),
                                acme.admin().principalId().toString(),
                                null,
                                null))
                .body("items.rotatorGone", contains(nullValue(), nullValue(), nullValue(), nullValue()));

        owner.delete("/api/members/{id}?revokeKeys=true", acme.admin().principalId())
                .statusCode(204);

        for (TeamsApi gone : List.of(present, managing, after)) {
            gone.get("/api/teams").statusCode(401);
        }
        before.get("/api/teams").statusCode(200);
    }

    @Test
    void theSecretBeforeIsInTheHandsOfWhoGotItUntilTheOverlapEnds() {
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        TeamsApi overlapping = rotated(owner, rotated(admin, made(owner, READER), "PT1H"), "PT1H");
        TeamsApi exchanged = rotated(owner, rotated(admin, made(owner, READER), "PT1H"), "PT0S");
        TeamsApi kept = rotated(admin, made(owner, READER), "PT0S");

        owner.delete("/api/members/{id}", acme.admin().principalId()).statusCode(204);

        owner.get("/api/apikeys").body("items.rotatorGone", contains(nullValue(), nullValue(), equalTo(true)));
        owner.delete("/api/members/{id}?revokeKeys=true", acme.admin().principalId())
                .statusCode(404);
        for (TeamsApi good : List.of(overlapping, exchanged, kept)) {
            good.get("/api/teams").statusCode(200);
        }
        owner.admit(acme.admin(), Role.VIEWER, null);
        owner.delete("/api/members/{id}?revokeKeys=true", acme.admin().principalId())
                .statusCode(204);
        overlapping.get("/api/teams").statusCode(401);
        kept.get("/api/teams").statusCode(401);
        exchanged.get("/api/teams").statusCode(200);
    }

    @Test
    void keysThatTheirMakerCouldNotMakeAnyMoreAreMarkedAndGoWhenThatIsAskedFor() {
        owner.assign(acme.admin(), acme.id(), Role.OWNER).statusCode(200);
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        TeamsApi root = made(admin, Map.of("name", "Root", "scopes", List.of("team:read"), "role", "OWNER"));
        TeamsApi manager = made(admin, MANAGER);
        TeamsApi reader = made(manager, READER);
        TeamsApi others = made(owner, MANAGER);

        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            owner.assign(acme.admin(), acme.id(), Role.ADMIN).statusCode(200);

            owner.get("/api/apikeys")
                    .body("items.creatorBelow", contains(equalTo(true), nullValue(), nullValue(), nullValue()))
                    .body("items.creatorGone", contains(nullValue(), nullValue(), nullValue(), nullValue()));
            AuditEvent demoted = audit
                    .await(
                            1,
                            record -> record.belongsTo(acme.id())
                                    && record.event()
                                            .read(EventTypes.AUDIT_EVENT)
                                            .action()
                                            .equals("teams.apikey.creator-demoted"))
                    .stream()
                    .map(record -> record.event().read(EventTypes.AUDIT_EVENT))
                    .toList()
                    .getFirst();
            assertThat(demoted.details()).containsEntry("keys", List.of(keyId(root)));
        }
        String roles = "/api/members/" + acme.admin().principalId() + "/roles/" + acme.id();
        owner.put(Map.of("role", "ADMIN"), roles + "?revokeKeys=true").statusCode(200);
        root.get("/api/teams").statusCode(401);
        manager.get("/api/teams").statusCode(200);
        owner.put(Map.of("role", "MEMBER"), roles).statusCode(200);
        reader.get("/api/teams").statusCode(200);
        owner.put(Map.of("role", "MEMBER"), roles + "?revokeKeys=perhaps").statusCode(400);
        owner.admit(acme.admin(), Role.VIEWER, acme.teamId());

        owner.delete(roles + "?revokeKeys=true").statusCode(204);

        manager.get("/api/teams").statusCode(401);
        reader.get("/api/teams").statusCode(401);
        others.get("/api/teams").statusCode(200);
    }
}
