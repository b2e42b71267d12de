package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.messaging.TopicReplays;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.kernel.tenancy.Deadlines;
import io.enterprisemode.kernel.tenancy.WorkerDoors;
import io.enterprisemode.testkit.database.DatabaseProxy;
import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.web.problem.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two replicas share the tables and the position: the application under test, and one whose way to the database is cut.
 * What the second one has in memory is never older than its position.
 */
@QuarkusTest
@WithSuite("sample")
class AccessViewAfterFailuresTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ServiceDatabase DATABASE = ServiceDatabase.of("sample");

    private final UUID acme = UUID.randomUUID();
    private final UUID globex = UUID.randomUUID();
    private final UUID dismissed = UUID.randomUUID();

    @Inject
    AccessView other;

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

    @Inject
    Vertx vertx;

    @Inject
    Deadlines deadlines;

    private DatabaseProxy proxy;
    private Pool pool;
    private AccessView replica;

    @BeforeEach
    void aSecondReplica() {
        proxy = new DatabaseProxy(PostgresServer.port());
        pool = WorkerDoors.pool(vertx, DATABASE, proxy.port());
        replica = new AccessView(
                WorkerDoors.of(pool, deadlines), configuration, replays, uses, named, clock, new SimpleMeterRegistry());
        replica.start(new StartupEvent());
        Publisher.publish(membership(acme, 1, Role.ADMIN));
        Publisher.publish(membership(globex, 1, Role.VIEWER));
        await().atMost(PATIENCE).until(() -> allows(acme, Permission.BILLING_MANAGE));
        await().atMost(PATIENCE).until(() -> allows(globex, Permission.ORG_READ));
        assertThat(organizations()).containsExactlyInAnyOrder(acme, globex);
    }

    @AfterEach
    void stop() {
        proxy.restore();
        replica.stop(new ShutdownEvent());
        pool.close().await().atMost(PATIENCE);
        proxy.close();
    }

    @Test
    void aRevocationIsSeenThoughTheAnswerOfItsCommitWasLost() {
        proxy.loseAnswerOfCommitWith(dismissed);

        Publisher.publish(removal(acme, 2));

        await().atMost(PATIENCE).until(() -> proxy.cuts() > 0);
        await().atMost(PATIENCE).until(() -> !allows(acme, Permission.ORG_READ));
        assertThat(allows(globex, Permission.ORG_READ)).isTrue();
        // What is remembered of it is forgotten right after what is remembered of the roles.
        await().atMost(PATIENCE).until(() -> organizations().equals(List.of(globex)));
    }

    @Test
    void aRevocationIsSeenThoughItCouldNotBeTakenInAndAnotherReplicaMovedThePositionOn() {
        proxy.cutStatementWith(dismissed);

        Publisher.publish(removal(acme, 2));

        await().atMost(PATIENCE).until(() -> proxy.cuts() > 0);
        await().atMost(PATIENCE)
                .until(() -> !Await.result(() -> other.grants(acme, dismissed)).allows(Permission.ORG_READ));
        proxy.restore();
        await().atMost(PATIENCE).until(() -> !allows(acme, Permission.ORG_READ));
        assertThat(allows(globex, Permission.ORG_READ)).isTrue();
        // What is remembered of it is forgotten right after what is remembered of the roles.
        await().atMost(PATIENCE).until(() -> organizations().equals(List.of(globex)));
    }

    @Test
    void aRevokedKeyIsSeenThoughTheAnswerOfItsCommitWasLost() {
        String keyId = "key" + UUID.randomUUID().toString().replace("-", "");
        Publisher.publish(apiKey(keyId, false, 1));
        await().atMost(PATIENCE)
                .until(() -> Await.result(() -> replica.apiKey(keyId)).isPresent());
        proxy.loseAnswerOfCommitWith(dismissed);

        Publisher.publish(apiKey(keyId, true, 2));

        await().atMost(PATIENCE).until(() -> proxy.cuts() > 0);
        await().atMost(PATIENCE).until(() -> revoked(keyId));
    }

    /** Whether the replica allows it; a view that is too old decides nothing. */
    private boolean allows(UUID organization, Permission permission) {
        while (true) {
            try {
                return Await.result(() -> replica.grants(organization, dismissed))
                        .allows(permission);
            } catch (ProblemException stale) {
                await().atMost(PATIENCE).until(replica::fresh);
            }
        }
    }

    private boolean revoked(String keyId) {
        await().atMost(PATIENCE).until(replica::fresh);
        return Await.result(() -> replica.apiKey(keyId)).orElseThrow().revoked();
    }

    private List<UUID> organizations() {
        return Await.result(() -> replica.organizationsOf(dismissed, 10));
    }

    private MembershipChanged membership(UUID organization, long revision, Role role) {
        return new MembershipChanged(
                organization,
                dismissed,
                PrincipalKind.USER,
                List.of(new RoleAssignment(NodeType.ORGANIZATION, organization, role)),
                revision,
                Instant.now());
    }

    private MembershipChanged removal(UUID organization, long revision) {
        return new MembershipChanged(organization, dismissed, PrincipalKind.USER, List.of(), revision, Instant.now());
    }

    private ApiKeyChanged apiKey(String keyId, boolean revoked, long revision) {
        return new ApiKeyChanged(
                keyId, acme, dismissed, "0".repeat(64), List.of("org:read"), null, revoked, revision, Instant.now());
    }
}
