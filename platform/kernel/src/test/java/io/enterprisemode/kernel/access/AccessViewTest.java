package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.embedded.Heartbeats;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.problem.ProblemException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class AccessViewTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    AccessView view;

    @Test
    void rolesArePerOrganization() {
        TwoOrganizations two = TwoOrganizations.published();

        await().atMost(PATIENCE)
                .until(() -> allows(two.a().id(), two.a().owner().principalId(), Permission.ORG_DELETE));

        assertThat(allows(two.b().id(), two.a().owner().principalId(), Permission.ORG_READ))
                .isFalse();
        assertThat(allows(two.a().id(), two.a().viewer().principalId(), Permission.USAGE_WRITE))
                .isFalse();
        assertThat(Await.result(() -> view.organizationsOf(two.a().owner().principalId(), 5)))
                .containsExactly(two.a().id());
    }

    @Test
    void aRevocationIsSeenWithinASecond() {
        UUID organization = UUID.randomUUID();
        UUID principal = UUID.randomUUID();
        await().atMost(PATIENCE).until(view::fresh);
        Publisher.publish(membership(organization, principal, 1, Role.ADMIN));
        await().atMost(PATIENCE).until(() -> allows(organization, principal, Permission.BILLING_MANAGE));

        Publisher.publish(removal(organization, principal, 2));

        await().atMost(Duration.ofSeconds(1)).until(() -> !allows(organization, principal, Permission.BILLING_MANAGE));
    }

    @Test
    void anOlderRevisionThatArrivesLateChangesNothing() {
        UUID organization = UUID.randomUUID();
        UUID principal = UUID.randomUUID();
        UUID marker = UUID.randomUUID();
        Publisher.publish(membership(organization, principal, 7, Role.VIEWER));
        Publisher.publish(membership(organization, principal, 6, Role.OWNER));
        Publisher.publish(membership(organization, marker, 1, Role.VIEWER));

        await().atMost(PATIENCE).until(() -> allows(organization, marker, Permission.ORG_READ));

        assertThat(allows(organization, principal, Permission.ORG_READ)).isTrue();
        assertThat(allows(organization, principal, Permission.ORG_DELETE)).isFalse();
    }

    @Test
    void aViewThatIsTooOldDecidesNothingUntilItIsCurrentAgain() {
        UUID organization = UUID.randomUUID();
        await().atMost(PATIENCE).until(view::fresh);
        Heartbeats.pause();
        try {
            await().atMost(PATIENCE).until(() -> !view.fresh());

            assertThatThrownBy(() -> Await.result(() -> view.grants(organization, UUID.randomUUID())))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.type().code()).isEqualTo("access-view-stale"));
        } finally {
            Heartbeats.resume();
        }
        await().atMost(PATIENCE).until(view::fresh);
        assertThat(Await.result(() -> view.grants(organization, UUID.randomUUID()))
                        .isMember())
                .isFalse();
    }

    private boolean allows(UUID organization, UUID principal, Permission permission) {
        return Await.result(() -> view.grants(organization, principal)).allows(permission);
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
}
