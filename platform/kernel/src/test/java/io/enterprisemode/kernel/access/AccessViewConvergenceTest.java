package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.events.Event;
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
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.problem.ProblemException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.arc.ClientProxy;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The view comes to the same whatever it begins with and in whatever order messages arrive, and decides nothing before
 * it is current.
 */
@QuarkusTest
@WithSuite("sample")
class AccessViewConvergenceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SHA256 = "0".repeat(64);

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

    @Test
    void anEmptyViewIsFilledByReplay() throws SQLException {
        TwoOrganizations two = TwoOrganizations.published();
        UUID removed = UUID.randomUUID();
        Publisher.publish(membership(two.a().id(), removed, 1, Role.OWNER));
        Publisher.publish(removal(two.a().id(), removed, 2));
        ApiKeyChanged key = apiKey("replayedkey" + "0".repeat(10), two.b().id(), false, 1);
        Publisher.publish(key);
        await().atMost(PATIENCE)
                .until(() -> Await.result(() -> view.apiKey(key.keyId())).isPresent());
        AccessView running = ClientProxy.unwrap(view);
        running.stop(new ShutdownEvent());
        forgetEverything();

        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        AccessView empty = new AccessView(transactions, configuration, replays, uses, named, clock, metrics);
        assertThat(empty.fresh()).isFalse();
        assertThat(age(metrics))
                .isGreaterThan((double) configuration.staleAfter().toSeconds());
        assertThatThrownBy(() -> Await.result(
                        () -> empty.grants(two.a().id(), two.a().owner().principalId())))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type().code()).isEqualTo("access-view-stale"));
        assertThatThrownBy(() -> Await.result(() -> empty.apiKey(key.keyId()))).isInstanceOf(ProblemException.class);
        try {
            empty.start(new StartupEvent());
            await().atMost(PATIENCE).until(empty::fresh);

            assertThat(allows(empty, two.a().id(), two.a().owner().principalId(), Permission.ORG_DELETE))
                    .isTrue();
            assertThat(allows(empty, two.b().id(), two.a().owner().principalId(), Permission.ORG_READ))
                    .isFalse();
            assertThat(allows(empty, two.a().id(), removed, Permission.ORG_READ))
                    .isFalse();
            assertThat(Await.result(() -> empty.organizationExists(two.b().id())))
                    .isTrue();
            assertThat(Await.result(() -> empty.apiKey(key.keyId()))
                            .orElseThrow()
                            .organizationId())
                    .isEqualTo(two.b().id());
            assertThat(age(metrics))
                    .isLessThan((double) configuration.staleAfter().toSeconds());
        } finally {
            empty.stop(new ShutdownEvent());
            running.start(new StartupEvent());
        }
        await().atMost(PATIENCE).until(view::fresh);
    }

    @Test
    void theHighestRevisionWinsInWhateverOrderAndHoweverOftenMessagesArrive() {
        UUID organization = UUID.randomUUID();
        UUID principal = UUID.randomUUID();
        UUID gone = UUID.randomUUID();
        Random random = new Random(organization.getMostSignificantBits());
        List<Role> roles = List.of(Role.values());
        List<Runnable> messages = new ArrayList<>();
        for (int revision = 1; revision <= 20; revision++) {
            Role role = revision == 20 ? Role.MEMBER : roles.get(revision % roles.size());
            MembershipChanged changed = membership(organization, principal, revision, role);
            MembershipChanged left = revision == 20
                    ? removal(organization, gone, revision)
                    : membership(organization, gone, revision, Role.OWNER);
            messages.add(() -> twice(changed));
            messages.add(() -> twice(left));
        }
        UUID ended = UUID.randomUUID();
        NodeChanged deleted = node(ended, true, 5);
        messages.add(() -> Publisher.publish(deleted));
        messages.add(() -> Publisher.publish(node(ended, false, 4)));
        ApiKeyChanged revoked = apiKey("shuffledkey" + "1".repeat(10), organization, true, 2);
        messages.add(() -> Publisher.publish(revoked));
        messages.add(() -> Publisher.publish(apiKey(revoked.keyId(), organization, false, 1)));
        Collections.shuffle(messages, random);
        UUID marker = UUID.randomUUID();

        messages.forEach(Runnable::run);
        Publisher.publish(membership(organization, marker, 1, Role.VIEWER));
        Publisher.publish(
                new NodeChanged(marker, marker, NodeType.ORGANIZATION, null, "Marker", "UTC", false, 1, Instant.now()));
        Publisher.publish(apiKey("markerkey" + "2".repeat(10), marker, false, 1));
        await().atMost(PATIENCE)
                .until(() -> allows(view, organization, marker, Permission.ORG_READ)
                        && Await.result(() -> view.organizationExists(marker))
                        && Await.result(() -> view.apiKey("markerkey" + "2".repeat(10)))
                                .isPresent());

        assertThat(allows(view, organization, principal, Permission.USAGE_WRITE))
                .isTrue();
        assertThat(allows(view, organization, principal, Permission.TEAM_CREATE))
                .isFalse();
        assertThat(allows(view, organization, gone, Permission.ORG_READ)).isFalse();
        assertThat(Await.result(() -> view.organizationExists(ended))).isFalse();
        assertThat(Await.result(() -> view.apiKey(revoked.keyId()))
                        .orElseThrow()
                        .revoked())
                .isTrue();
    }

    @Test
    void theTopicsOfTheViewKeepTheLastStateOfEveryKey() {
        assertThat(List.of(Topics.TEAMS_MEMBERSHIP, Topics.TEAMS_STRUCTURE, Topics.TEAMS_API_KEYS))
                .allMatch(name -> Topics.all().stream()
                        .anyMatch(topic -> topic.name().equals(name) && topic.compacted() && topic.partitions() == 1));
    }

    private static void twice(MembershipChanged changed) {
        Event event = Publisher.publish(changed);
        Publisher.publish(Topics.TEAMS_MEMBERSHIP, event);
    }

    private static void forgetEverything() throws SQLException {
        try (Connection superuser = new ServiceDatabase("sample").superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("truncate access_membership, access_node, access_api_key, access_position");
        }
    }

    private static double age(SimpleMeterRegistry metrics) {
        return metrics.get("enterprise.access.age.seconds").gauge().value();
    }

    private static boolean allows(AccessView asked, UUID organization, UUID principal, Permission permission) {
        return Await.result(() -> asked.grants(organization, principal)).allows(permission);
    }

    private static MembershipChanged membership(UUID organization, UUID principal, long revision, Role role) {
        return new MembershipChanged(
                organization,
                principal,
                PrincipalKind.USER,
                List.of(new RoleAssignment(NodeType.ORGANIZATION, organization, role)),
                revision,
                Instant.now());
    }

    private static MembershipChanged removal(UUID organization, UUID principal, long revision) {
        return new MembershipChanged(organization, principal, PrincipalKind.USER, List.of(), revision, Instant.now());
    }

    private static NodeChanged node(UUID organization, boolean deleted, long revision) {
        return new NodeChanged(
                organization,
                organization,
                NodeType.ORGANIZATION,
                null,
                "Acme",
                "UTC",
                deleted,
                revision,
                Instant.now());
    }

    private static ApiKeyChanged apiKey(String keyId, UUID organization, boolean revoked, long revision) {
        return new ApiKeyChanged(
                keyId,
                organization,
                UUID.randomUUID(),
                SHA256,
                List.of("org:read"),
                null,
                revoked,
                revision,
                Instant.now());
    }
}
