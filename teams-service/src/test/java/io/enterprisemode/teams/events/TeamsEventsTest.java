package io.enterprisemode.teams.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.Heartbeat;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.ApiKeyFormat;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What the rest of the suite hears. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class TeamsEventsTest {

    @Test
    void aMembershipIsPublishedAsAWholeAndItsRevisionNeverGoesBack() {
        TestOrganization acme = PopulatedOrganizations.make().a();
        TeamsApi owner = TeamsApi.of(acme.owner(), acme.id());
        try (TopicReader topic = TopicReader.fromBeginning(Topics.TEAMS_MEMBERSHIP)) {
            owner.assign(acme.member(), acme.teamId(), Role.ADMIN).statusCode(200);
            owner.delete("/api/members/{id}", acme.member().principalId()).statusCode(204);
            owner.admit(acme.member(), Role.VIEWER, acme.workspaceId());

            List<MembershipChanged> history = memberships(topic, acme, acme.member(), 4);

            assertThat(history).extracting(MembershipChanged::revision).containsExactly(1L, 2L, 3L, 4L);
            assertThat(history)
                    .extracting(MembershipChanged::roles)
                    .containsExactly(
                            List.of(new RoleAssignment(NodeType.ORGANIZATION, acme.id(), Role.MEMBER)),
                            List.of(
                                    new RoleAssignment(NodeType.ORGANIZATION, acme.id(), Role.MEMBER),
                                    new RoleAssignment(NodeType.TEAM, acme.teamId(), Role.ADMIN)),
                            List.of(),
                            List.of(new RoleAssignment(NodeType.WORKSPACE, acme.workspaceId(), Role.VIEWER)));
        }
    }

    @Test
    void theStructureIsPublishedWithDeletionsAndTheirMemberships() {
        TestOrganization acme = PopulatedOrganizations.make().a();
        TeamsApi owner = TeamsApi.of(acme.owner(), acme.id());
        try (TopicReader structure = TopicReader.fromBeginning(Topics.TEAMS_STRUCTURE);
                TopicReader memberships = TopicReader.fromBeginning(Topics.TEAMS_MEMBERSHIP)) {
            owner.patch(Map.of("timeZone", "Asia/Tokyo"), "/api/organizations/{id}", acme.id())
                    .statusCode(200);
            owner.delete("/api/teams/{id}?moveWorkspacesTo={to}", acme.teamId(), acme.otherTeamId())
                    .statusCode(204);

            NodeChanged organization = nodes(structure, acme.id(), 2).getLast();
            assertThat(organization.timeZone()).isEqualTo("Asia/Tokyo");
            assertThat(organization.revision()).isEqualTo(2);
            NodeChanged team = nodes(structure, acme.teamId(), 2).getLast();
            assertThat(team.deleted()).isTrue();
            assertThat(team.revision()).isEqualTo(2);
            NodeChanged workspace = nodes(structure, acme.workspaceId(), 2).getLast();
            assertThat(workspace.parentId()).isEqualTo(acme.otherTeamId());
            assertThat(workspace.deleted()).isFalse();
            assertThat(memberships(memberships, acme, acme.teamMember(), 2)
                            .getLast()
                            .roles())
                    .isEmpty();
        }
    }

    @Test
    void anApiKeyIsPublishedByItsHash() {
        TestOrganization acme = PopulatedOrganizations.make().a();
        TeamsApi owner = TeamsApi.of(acme.owner(), acme.id());
        try (TopicReader topic = TopicReader.fromNow(Topics.TEAMS_API_KEYS)) {
            String key = owner.post("/api/apikeys", Map.of("name", "Mail server", "scopes", List.of("usage:write")))
                    .extract()
                    .path("key");
            ApiKeyFormat format = ApiKeyFormat.parse(key).orElseThrow();
            owner.delete("/api/apikeys/{id}", format.keyId()).statusCode(204);

            List<ApiKeyChanged> history = topic
                    .await(2, record -> format.keyId().equals(record.key()))
                    .stream()
                    .peek(EventContract::assertConforms)
                    .map(record -> record.event().read(EventTypes.API_KEY_CHANGED))
                    .toList();

            assertThat(history).extracting(ApiKeyChanged::revoked).containsExactly(false, true);
            assertThat(history).extracting(ApiKeyChanged::revision).containsExactly(1L, 2L);
            assertThat(history.getFirst().secretSha256()).isEqualTo(format.secretSha256());
            assertThat(history.getFirst().scopes()).containsExactly("usage:write");
        }
    }

    @Test
    void everyChangeIsAudited() {
        TwoOrganizations two = PopulatedOrganizations.make();
        TestOrganization acme = two.a();
        TeamsApi owner = TeamsApi.of(acme.owner(), acme.id());
        owner.patch(Map.of("name", "Core"), "/api/teams/{id}", acme.teamId()).statusCode(200);
        owner.assign(acme.viewer(), acme.id(), Role.MEMBER).statusCode(200);
        owner.delete("/api/workspaces/{id}", acme.workspaceId()).statusCode(204);

        try (TopicReader topic = TopicReader.fromBeginning(Topics.AUDIT_EVENTS)) {
            topic.await(record ->
                    record.belongsTo(acme.id()) && audit(record).action().equals("teams.workspace.deleted"));
            List<AuditEvent> events = topic.records(record -> record.belongsTo(acme.id())).stream()
                    .peek(EventContract::assertConforms)
                    .map(TeamsEventsTest::audit)
                    .toList();

            assertThat(events)
                    .extracting(AuditEvent::action)
                    .contains(
                            "teams.organization.created",
                            "teams.team.created",
                            "teams.team.renamed",
                            "teams.workspace.created",
                            "teams.workspace.deleted",
                            "teams.invitation.created",
                            "teams.invitation.accepted",
                            "teams.role.assigned");
            AuditEvent renamed = events.stream()
                    .filter(event -> event.action().equals("teams.team.renamed"))
                    .findFirst()
                    .orElseThrow();
            assertThat(renamed.actor().id())
                    .isEqualTo(acme.owner().principalId().toString());
            assertThat(renamed.target().id()).isEqualTo(acme.teamId().toString());
            assertThat(renamed.ipAddress()).isNotBlank();
            assertThat(renamed.requestId()).isNotBlank();
            assertThat(renamed.details().get("before")).asString().contains("Platform");
            assertThat(renamed.details().get("after")).asString().contains("Core");
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.organizationId()).isEqualTo(acme.id()));
        }
    }

    @Test
    void changesOfOneMembershipFromSeveralSidesArriveInTheOrderOfTheirRevisions() {
        TestOrganization acme = PopulatedOrganizations.make().a();
        TeamsApi owner = TeamsApi.of(acme.owner(), acme.id());
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        try (TopicReader topic = TopicReader.fromBeginning(Topics.TEAMS_MEMBERSHIP)) {
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                for (UUID node :
                        List.of(acme.teamId(), acme.otherTeamId(), acme.workspaceId(), acme.secondWorkspaceId())) {
                    executor.execute(() -> {
                        owner.assign(acme.viewer(), node, Role.MEMBER).statusCode(200);
                        admin.assign(acme.viewer(), node, Role.ADMIN).statusCode(200);
                    });
                }
            }

            List<MembershipChanged> history = memberships(topic, acme, acme.viewer(), 9);

            assertThat(history).extracting(MembershipChanged::revision).isSortedAccordingTo(Comparator.naturalOrder());
            assertThat(history.getLast().roles()).hasSize(5);
        }
    }

    @Test
    void heartbeatsAreSentOnTheAccessTopics() {
        for (String name : List.of(Topics.TEAMS_MEMBERSHIP, Topics.TEAMS_STRUCTURE, Topics.TEAMS_API_KEYS)) {
            try (TopicReader topic = TopicReader.fromNow(name)) {
                List<Heartbeat> beats = topic.await(2, record -> Heartbeat.KEY.equals(record.key())).stream()
                        .peek(EventContract::assertConforms)
                        .map(record -> record.event().read(EventTypes.HEARTBEAT))
                        .toList();
                assertThat(beats).extracting(Heartbeat::at).isSorted();
            }
        }
    }

    @Test
    void whatTheOutboxStoredFitsItsSchemas() {
        PopulatedOrganizations.make();

        int checked =
                EventContract.assertStored(new ServiceDatabase("teams"), "select type, payload from outbox_event");

        assertThat(checked).isGreaterThan(20);
    }

    private static List<MembershipChanged> memberships(
            TopicReader topic, TestOrganization organization, TestUser user, int count) {
        String key = organization.id() + ":" + user.principalId();
        return topic.await(count, record -> key.equals(record.key())).stream()
                .peek(EventContract::assertConforms)
                .map(record -> record.event().read(EventTypes.MEMBERSHIP_CHANGED))
                .toList();
    }

    private static List<NodeChanged> nodes(TopicReader topic, UUID node, int count) {
        return topic.await(count, record -> String.valueOf(record.key()).endsWith(":" + node)).stream()
                .peek(EventContract::assertConforms)
                .map(record -> record.event().read(EventTypes.NODE_CHANGED))
                .toList();
    }

    private static AuditEvent audit(ReceivedRecord record) {
        return record.event().read(EventTypes.AUDIT_EVENT);
    }
}
