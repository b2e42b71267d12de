package io.enterprisemode.teams.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class OrganizationDeletionTest {

    private final ServiceDatabase database = new ServiceDatabase("teams");
    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;
    private TeamsApi admin;

    @Inject
    OrganizationPurge purge;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
        admin = TeamsApi.of(acme.admin(), acme.id());
    }

    private ValidatableResponse delete() {
        return owner.post("/api/organizations/" + acme.id() + "/deletion", Map.of("name", acme.name()));
    }

    private ValidatableResponse restore() {
        return owner.delete("/api/organizations/{id}/deletion", acme.id());
    }

    /** Makes the deletion fall due and carries out what is due. */
    private void letGracePass() throws Exception {
        try (Connection connection = database.appOf(acme.id());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update organization set deletion_due_at = now() - interval '1 second' where org_id = '%s'"
                            .formatted(acme.id()));
            connection.commit();
        }
    }

    private void purgeDue() throws Exception {
        try {
            VertxContextSupport.subscribeAndAwait(purge::purgeDue);
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlyAnOwnerWhoNamesItDeletesAnOrganization() {
        admin.post("/api/organizations/" + acme.id() + "/deletion", Map.of("name", acme.name()))
                .statusCode(403);
        owner.post("/api/organizations/" + acme.id() + "/deletion", Map.of("name", "Another"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/name"));
        TeamsApi.of(globex.owner(), globex.id())
                .post("/api/organizations/" + acme.id() + "/deletion", Map.of("name", acme.name()))
                .statusCode(404);
        restore().statusCode(409).body("type", equalTo("/problems/organization-not-pending-deletion"));

        delete().statusCode(200)
                .body("state", equalTo("PENDING_DELETION"))
                .body("deletionDueAt", notNullValue())
                .body("revision", equalTo(2));
        delete().statusCode(200).body("revision", equalTo(2));
        assertThat(database.number("""
                        select extract(day from deletion_due_at - changed_at)::int from organization
                            where org_id = '%s'""".formatted(acme.id()))).isEqualTo(30);
    }

    @Test
    void duringTheGraceOwnersReadNobodyWritesAndNobodyElseGetsIn() {
        String key = owner.post("/api/apikeys", Map.of("name", "Program", "scopes", List.of("team:read")))
                .extract()
                .path("key");
        String invitation = owner.invite(TeamsApi.email(globex.member()), Role.MEMBER, null);
        delete().statusCode(200);

        owner.get("/api/organizations/{id}", acme.id()).statusCode(200).body("state", equalTo("PENDING_DELETION"));
        owner.get("/api/teams").statusCode(200).body("items", hasSize(2));
        TeamsApi.of(acme.owner())
                .get("/api/organizations")
                .body("items.find { it.id == '%s' }.deletionDueAt".formatted(acme.id()), notNullValue());
        for (ValidatableResponse write : List.of(
                owner.post("/api/teams", Map.of("name", "New")),
                owner.patch(Map.of("name", "New"), "/api/organizations/{id}", acme.id()),
                owner.patch(Map.of("name", "New"), "/api/teams/{id}", acme.teamId()),
                owner.patch(Map.of("name", "New"), "/api/workspaces/{id}", acme.workspaceId()),
                owner.delete("/api/workspaces/{id}", acme.workspaceId()),
                owner.delete("/api/teams/{id}", acme.otherTeamId()),
                owner.post("/api/workspaces", Map.of("name", "New", "teamId", acme.teamId())),
                owner.post("/api/invitations", Map.of("email", "x@acme.example", "role", "MEMBER")),
                owner.post("/api/apikeys", Map.of("name", "New", "scopes", List.of("team:read"))),
                owner.assign(acme.member(), acme.id(), Role.VIEWER),
                owner.delete("/api/members/{id}", acme.member().principalId()),
                TeamsApi.of(globex.member()).post("/api/invitations/accept", Map.of("token", invitation)))) {
            write.statusCode(409).body("type", equalTo("/problems/organization-pending-deletion"));
        }
        admin.get("/api/teams").statusCode(404);
        TeamsApi.of(acme.teamOwner(), acme.id()).get("/api/teams").statusCode(404);
        new TeamsApi(key, null).get("/api/teams").statusCode(404);
        TeamsApi.of(acme.admin()).get("/api/organizations").body("items", empty());
        owner.post(
                        "/api/permissions/check",
                        Map.of(
                                "permission",
                                "team:read",
                                "principalId",
                                acme.admin().principalId()))
                .statusCode(200)
                .body("allowed", equalTo(false));
        TeamsApi.of(globex.owner(), globex.id()).get("/api/teams").statusCode(200);
    }

    @Test
    void takenBackEverythingIsAsItWas() {
        delete().statusCode(200);
        admin.delete("/api/organizations/{id}/deletion", acme.id()).statusCode(404);

        restore()
                .statusCode(200)
                .body("state", equalTo("ACTIVE"))
                .body("deletionDueAt", nullValue())
                .body("revision", equalTo(3));

        admin.get("/api/teams").statusCode(200).body("items", hasSize(2));
        owner.post("/api/teams", Map.of("name", "New")).statusCode(201);
    }

    @Test
    void theOtherServicesHearOfEveryStep() throws Exception {
        try (TopicReader structure = TopicReader.fromNow(Topics.TEAMS_STRUCTURE);
                TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            delete().statusCode(200);
            restore().statusCode(200);
            delete().statusCode(200);
            letGracePass();
            purgeDue();

            List<NodeChanged> organization = structure
                    .await(
                            4,
                            record -> record.belongsTo(acme.id())
                                    && record.isOf(EventTypes.NODE_CHANGED.type())
                                    && record.event()
                                            .read(EventTypes.NODE_CHANGED)
                                            .nodeId()
                                            .equals(acme.id()))
                    .stream()
                    .peek(EventContract::assertConforms)
                    .map(record -> record.event().read(EventTypes.NODE_CHANGED))
                    .toList();
            assertThat(organization).extracting(NodeChanged::closed).containsExactly(true, false, true, true);
            assertThat(organization).extracting(NodeChanged::deleted).containsExactly(false, false, false, true);
            assertThat(organization).extracting(NodeChanged::revision).containsExactly(2L, 3L, 4L, 5L);
            audit.await(record -> record.belongsTo(acme.id())
                    && record.event().read(EventTypes.AUDIT_EVENT).action().equals("teams.organization.deleted"));
            assertThat(audit.records(record -> record.belongsTo(acme.id())).stream()
                            .map(record -> record.event().read(EventTypes.AUDIT_EVENT))
                            .map(AuditEvent::action))
                    .containsSubsequence(
                            "teams.organization.deletion-requested",
                            "teams.organization.restored",
                            "teams.organization.deletion-requested",
                            "teams.organization.deleted");
        }
    }

    @Test
    void afterTheGraceNothingIsLeftButTheTombstone() throws Exception {
        owner.post("/api/apikeys", Ids.next().toString(), Map.of("name", "Program", "scopes", List.of("team:read")))
                .statusCode(201);
        owner.invite("guest@acme.example", Role.MEMBER, acme.teamId());
        owner.post("/api/organizations/" + acme.id() + "/domains", Map.of("domain", "short-lived.dev"))
                .statusCode(201);
        owner.post(
                        "/scim/v2/Users",
                        Map.of(
                                "schemas",
                                List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
                                "userName",
                                "provisioned@acme.example",
                                "emails",
                                List.of(Map.of("value", "provisioned@acme.example"))))
                .statusCode(201);
        delete().statusCode(200);
        purgeDue();
        owner.get("/api/teams").statusCode(200);
        letGracePass();
        restore().statusCode(409).body("type", equalTo("/problems/organization-deletion-due"));

        purgeDue();

        owner.get("/api/organizations/{id}", acme.id()).statusCode(404);
        TeamsApi.of(acme.owner()).get("/api/organizations").body("items", empty());
        assertThat(tablesWithRowsOf(acme.id())).containsExactlyInAnyOrder("organization", "outbox_event");
        assertThat(database.number(("select count(*) from organization where org_id = '%s' and state = 'DELETED' and "
                                + "billing_email is null")
                        .formatted(acme.id())))
                .isEqualTo(1);
        assertThat(database.number(pending("teams.membership.v1", acme.id()))).isEqualTo(7);
        assertThat(database.number(pending("teams.apikeys.v1", acme.id()))).isEqualTo(1);
        assertThat(database.number(pending("teams.structure.v1", acme.id()))).isEqualTo(6);
        TeamsApi.of(globex.owner(), globex.id())
                .get("/api/teams")
                .statusCode(200)
                .body("items", hasSize(1));
    }

    /** How many events of the deletion, the last ones of their keys, say that something is gone. */
    private static String pending(String topic, UUID organization) {
        return """
                select count(*) from (
                    select distinct on (key) payload from outbox_event
                     where org_id = '%s' and topic = '%s' order by key, sequence desc) last
                 where payload like '%%"deleted":true%%' or payload like '%%"revoked":true%%'
                     or payload like '%%"roles":[]%%'""".formatted(organization, topic);
    }

    private List<String> tablesWithRowsOf(UUID organization) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                Statement each = connection.createStatement();
                ResultSet tables = statement.executeQuery("""
                        select table_name from information_schema.columns
                         where table_schema = 'public' and column_name = 'org_id' order by table_name""")) {
            while (tables.next()) {
                String table = tables.getString(1);
                try (ResultSet rows = each.executeQuery(
                        "select 1 from %s where org_id = '%s' limit 1".formatted(table, organization))) {
                    if (rows.next()) {
                        found.add(table);
                    }
                }
            }
        }
        return found;
    }

    @Test
    void theKeyOfADeletedOrganizationMakesNoOther() throws Exception {
        String key = "made-by-" + Ids.next();
        UUID made = TeamsApi.id(TeamsApi.of(globex.member())
                .post("/api/organizations", key, Map.of("name", "Short-lived"))
                .statusCode(201));
        TeamsApi founder = TeamsApi.of(globex.member(), made);
        founder.post("/api/organizations/" + made + "/deletion", Map.of("name", "Short-lived"))
                .statusCode(200);
        try (Connection connection = database.appOf(made);
                Statement statement = connection.createStatement()) {
            statement.execute("update organization set deletion_due_at = now() where org_id = '%s'".formatted(made));
            connection.commit();
        }
        purgeDue();

        TeamsApi.of(globex.member())
                .post("/api/organizations", key, Map.of("name", "Short-lived"))
                .statusCode(422);
    }

    @RepeatedTest(3)
    void takenBackWhileItIsCarriedOutItIsWholeOrGone() throws Exception {
        delete().statusCode(200);
        letGracePass();
        Callable<Integer> deletion = () -> {
            purgeDue();
            return 0;
        };
        Callable<Integer> restoration = () -> restore().extract().statusCode();
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            List<Integer> statuses = executor.invokeAll(List.of(deletion, restoration, deletion)).stream()
                    .map(Future::resultNow)
                    .toList();
            assertThat(statuses.get(1)).isIn(404, 409);
        }
        purgeDue();

        assertThat(database.number("select count(*) from team where org_id = '%s'".formatted(acme.id())))
                .isZero();
        assertThat(database.number("select revision from organization where org_id = '%s'".formatted(acme.id())))
                .isEqualTo(3);
        owner.get("/api/organizations").statusCode(200).body("items", empty());
    }

    @Test
    void anOrganizationThatCannotBeDeletedKeepsNoneOfTheOthers() throws Exception {
        TeamsApi founder = TeamsApi.of(globex.member());
        UUID other = founder.createOrganization("Short-lived");
        new TeamsApi(globex.member().token(), other)
                .post("/api/organizations/" + other + "/deletion", Map.of("name", "Short-lived"))
                .statusCode(200);
        delete().statusCode(200);
        letGracePass();
        String trigger = "refuse_" + acme.id().toString().replace("-", "_");
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("update organization set deletion_due_at = now() where org_id = '%s'".formatted(other));
            statement.execute("""
                    create function %1$s() returns trigger language plpgsql as $$
                    begin
                        if old.org_id = '%2$s' then raise exception 'not this one'; end if;
                        return old;
                    end $$;
                    create trigger %1$s before delete on team
                        for each row execute function %1$s()""".formatted(trigger, acme.id()));
            try {
                purgeDue();
            } finally {
                statement.execute("drop function %s() cascade".formatted(trigger));
            }
        }

        assertThat(database.number(stateOf(acme.id(), "PENDING_DELETION"))).isEqualTo(1);
        assertThat(database.number(stateOf(other, "DELETED"))).isEqualTo(1);
        purgeDue();
        assertThat(database.number(stateOf(acme.id(), "DELETED"))).isEqualTo(1);
    }

    private static String stateOf(UUID organization, String state) {
        return "select count(*) from organization where org_id = '%s' and state = '%s'".formatted(organization, state);
    }
}
