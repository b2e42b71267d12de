package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.messaging.TopicReplays;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.web.access.Reach;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a later version says and this one cannot read takes rights away until it is read; nobody keeps what may be gone.
 */
@QuarkusTest
@WithSuite("sample")
class AccessViewUnreadableTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServiceDatabase database = ServiceDatabase.of("sample");
    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();
    private final UUID principal = UUID.randomUUID();
    private final UUID team = UUID.randomUUID();
    private final String keyId = "key" + acme.toString().replace("-", "");

    @Inject
    AccessView view;

    @Inject
    WorkerTransactions transactions;

    @Inject
    AccessConfiguration configuration;

    @Inject
    TopicReplays replays;

    @Inject
    ApiKeyUses uses;

    @Inject
    NamedOrganizations named;

    @Inject
    Clock clock;

    @BeforeEach
    void aMemberOfTwoOrganizations() {
        Publisher.publish(organization(acme, 1));
        Publisher.publish(membership(acme, 1, Role.ADMIN));
        Publisher.publish(membership(globex, 1, Role.VIEWER));
        Publisher.publish(apiKey(1));
        await().atMost(PATIENCE).until(() -> allows(acme, Permission.BILLING_MANAGE));
        await().atMost(PATIENCE).until(() -> allows(globex, Permission.ORG_READ));
        await().atMost(PATIENCE).until(this::keyIsKnown);
        assertThat(organizations()).containsExactlyInAnyOrder(acme, globex);
        assertThat(wellness()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    /** Everything is read in the end, so that other tests find the view well. */
    @AfterEach
    void allIsReadAgain() {
        Publisher.publish(organization(acme, 100));
        Publisher.publish(node(100));
        Publisher.publish(membership(acme, 100, Role.VIEWER));
        Publisher.publish(apiKey(100));
        await().atMost(PATIENCE).until(() -> view.unreadable() == 0);
    }

    @Test
    void aPrincipalWithARoleThatIsUnknownHasNoneUntilAnotherStateIsRead() {
        unreadableMembership(2);

        await().atMost(PATIENCE).until(() -> !allows(acme, Permission.ORG_READ));
        assertThat(allows(globex, Permission.ORG_READ)).isTrue();
        assertThat(organizations()).containsExactly(globex);
        assertThat(view.unreadable()).isEqualTo(1);
        assertThat(wellness()).isEqualTo(HealthCheckResponse.Status.DOWN);

        Publisher.publish(membership(acme, 3, Role.MEMBER));
        await().atMost(PATIENCE).until(() -> allows(acme, Permission.USAGE_WRITE));
        assertThat(organizations()).containsExactlyInAnyOrder(acme, globex);
        assertThat(wellness()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void aRecordThatIsNoEventAtAllTakesTheRightsOfItsKeyAway() {
        Publisher.publish(Topics.TEAMS_MEMBERSHIP, acme + ":" + principal, java.util.Map.of(), new byte[] {1});

        await().atMost(PATIENCE).until(() -> !allows(acme, Permission.ORG_READ));
        assertThat(allows(globex, Permission.ORG_READ)).isTrue();

        Publisher.publish(membership(acme, 2, Role.VIEWER));
        await().atMost(PATIENCE).until(() -> allows(acme, Permission.ORG_READ));
    }

    @Test
    void anOrganizationOfAnUnknownKindLetsNobodyIn() {
        Publisher.publish(
                Topics.TEAMS_STRUCTURE,
                acme + ":" + acme,
                EventTypes.NODE_CHANGED.type(),
                acme,
                EventJson.write(organization(acme, 2)).replace("\"ORGANIZATION\"", "\"CONGLOMERATE\""));

        await().atMost(PATIENCE).until(() -> !allows(acme, Permission.ORG_READ));
        assertThat(organizations()).containsExactly(globex);

        Publisher.publish(organization(acme, 3));
        await().atMost(PATIENCE).until(() -> allows(acme, Permission.ORG_READ));
        assertThat(organizations()).containsExactlyInAnyOrder(acme, globex);
    }

    @Test
    void aTeamThatCannotBeReadGivesNoRole() {
        Publisher.publish(new MembershipChanged(
                acme,
                principal,
                PrincipalKind.USER,
                List.of(
                        new RoleAssignment(NodeType.ORGANIZATION, acme, Role.VIEWER),
                        new RoleAssignment(NodeType.TEAM, team, Role.MEMBER)),
                2,
                Instant.now()));
        Publisher.publish(node(1));
        await().atMost(PATIENCE).until(() -> teams().equals(Set.of(team)));

        Publisher.publish(
                Topics.TEAMS_STRUCTURE,
                acme + ":" + team,
                EventTypes.NODE_CHANGED.type(),
                acme,
                EventJson.write(node(2)).replace("\"TEAM\"", "\"GUILD\""));

        await().atMost(PATIENCE).until(() -> teams().isEmpty());
        assertThat(allows(acme, Permission.ORG_READ)).isTrue();

        Publisher.publish(node(3));
        await().atMost(PATIENCE).until(() -> teams().equals(Set.of(team)));
    }

    @Test
    void aKeyThatCannotBeReadIsNotKnown() {
        Publisher.publish(
                Topics.TEAMS_API_KEYS,
                keyId,
                "io.enterprisemode.teams.apikey.changed.v2",
                acme,
                "{\"revision\": 2, \"of\": \"a later version\"}");

        await().atMost(PATIENCE).until(() -> !keyIsKnown());

        Publisher.publish(apiKey(3));
        await().atMost(PATIENCE).until(this::keyIsKnown);
    }

    @Test
    void whatAnotherReplicaHasReadIsNotTakenAwayByOneThatCannot() throws SQLException {
        // As a replica of a later version stores it.
        execute("update access_membership set revision = 50 where org_id = '%s' and principal_id = '%s'"
                .formatted(acme, principal));

        unreadableMembership(50);
        UUID marker = UUID.randomUUID();
        Publisher.publish(organization(marker, 1));
        Publisher.publish(Topics.TEAMS_MEMBERSHIP, marker + ":" + marker, java.util.Map.of(), new byte[] {1});
        await().atMost(PATIENCE).until(() -> view.unreadable() == 1);

        assertThat(allows(acme, Permission.BILLING_MANAGE)).isTrue();
        Publisher.publish(new MembershipChanged(marker, marker, PrincipalKind.USER, List.of(), 1, Instant.now()));
    }

    @Test
    void rolesThatAnotherReplicaHasStoredAndThisOneCannotReadAreNone() throws SQLException {
        execute("update access_membership set roles = replace(roles, 'ADMIN', 'AUDITOR') where org_id = '%s'"
                .formatted(acme));
        view.startsOver();

        assertThat(allows(acme, Permission.ORG_READ)).isFalse();
        assertThat(allows(globex, Permission.ORG_READ)).isTrue();
    }

    @Test
    void aVersionThatCanReadItDoesSoWhenItStarts() throws SQLException {
        // This version could not read what lies on the topic, as far as it has noted; the next one to start can.
        MembershipChanged changed = membership(acme, 2, Role.OWNER);
        long offset = Publisher.publish(
                        Topics.TEAMS_MEMBERSHIP,
                        changed.key(),
                        EventTypes.MEMBERSHIP_CHANGED.type(),
                        acme,
                        EventJson.write(changed))
                .offset();
        await().atMost(PATIENCE).until(() -> allows(acme, Permission.ORG_DELETE));
        execute("update access_membership set revision = 1, roles = '[]' where org_id = '%s'".formatted(acme));
        execute("insert into access_unreadable (topic, key, record_offset, reason) values ('%s', '%s', %d, 'a test')"
                .formatted(Topics.TEAMS_MEMBERSHIP, changed.key(), offset));

        AccessView next =
                new AccessView(transactions, configuration, replays, uses, named, clock, new SimpleMeterRegistry());
        next.start(new StartupEvent());
        try {
            await().atMost(PATIENCE).until(() -> next.fresh() && next.unreadable() == 0);
            await().atMost(PATIENCE)
                    .until(() ->
                            Await.result(() -> next.grants(acme, principal)).allows(Permission.ORG_DELETE));
        } finally {
            next.stop(new ShutdownEvent());
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    private void unreadableMembership(long revision) {
        Publisher.publish(
                Topics.TEAMS_MEMBERSHIP,
                acme + ":" + principal,
                EventTypes.MEMBERSHIP_CHANGED.type(),
                acme,
                EventJson.write(membership(acme, revision, Role.ADMIN)).replace("\"ADMIN\"", "\"AUDITOR\""));
    }

    private HealthCheckResponse.Status wellness() {
        return new AccessViewAge(configuration, view).call().getStatus();
    }

    private boolean allows(UUID organization, Permission permission) {
        return Await.result(() -> view.grants(organization, principal)).allows(permission);
    }

    private Set<UUID> teams() {
        return Await.result(() -> view.grants(acme, principal)).reach(Permission.USAGE_WRITE)
                        instanceof Reach.Subtrees subtrees
                ? subtrees.teams()
                : Set.of();
    }

    private List<UUID> organizations() {
        return Await.result(() -> view.organizationsOf(principal, 10));
    }

    private boolean keyIsKnown() {
        return Await.result(() -> view.apiKey(keyId)).isPresent();
    }

    private MembershipChanged membership(UUID organization, long revision, Role role) {
        return new MembershipChanged(
                organization,
                principal,
                PrincipalKind.USER,
                List.of(new RoleAssignment(NodeType.ORGANIZATION, organization, role)),
                revision,
                Instant.now());
    }

    private static NodeChanged organization(UUID id, long revision) {
        return new NodeChanged(id, id, NodeType.ORGANIZATION, null, "Acme", "UTC", false, revision, Instant.now());
    }

    private NodeChanged node(long revision) {
        return new NodeChanged(acme, team, NodeType.TEAM, acme, "Team", null, false, revision, Instant.now());
    }

    private ApiKeyChanged apiKey(long revision) {
        return new ApiKeyChanged(
                keyId, acme, principal, "0".repeat(64), List.of("org:read"), null, false, revision, Instant.now());
    }
}
