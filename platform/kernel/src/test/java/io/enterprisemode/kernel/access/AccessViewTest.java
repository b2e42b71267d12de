package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.contracts.teams.ApiKeyUsed;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.contracts.teams.OrganizationNamed;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.sample.Await;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.embedded.Heartbeats;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.AccessPolicy;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("sample")
class AccessViewTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Above every revision of the fixtures. */
    private static final long LATER = 1L << 60;

    @Inject
    AccessView view;

    @Inject
    ApiKeyUsePublisher publisher;

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
    void aMembershipThatSomebodyElseMadeCountsWhereItIsNamedUntilTheyHaveNamedIt() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        UUID principal = UUID.randomUUID();
        Publisher.publish(membership(first, principal, 1, Role.MEMBER));
        Publisher.publish(pending(second, principal, 1, true));
        await().atMost(PATIENCE).until(() -> allows(second, principal, Permission.USAGE_WRITE));
        await().atMost(PATIENCE).until(() -> organizationsOf(principal).equals(List.of(first)));
        Grants grants = Await.result(() -> view.grants(second, principal));
        assertThat(grants.pending()).isTrue();
        assertThat(Await.result(() -> view.grants(first, principal)).pending()).isFalse();

        try (TopicReader topic = TopicReader.fromNow(Topics.ACCESS_NAMED_ORGANIZATIONS)) {
            Await.result(() -> view.named(grants, false));

            assertThat(topic.await(1, record -> record.belongsTo(second)).stream()
                            .peek(EventContract::assertConforms)
                            .map(record -> record.event().read(EventTypes.ORGANIZATION_NAMED))
                            .map(OrganizationNamed::kind))
                    .containsExactly(PrincipalKind.SERVICE_ACCOUNT);
        }
        assertThatThrownBy(() -> Await.result(() -> view.named(grants, true))).isInstanceOf(ProblemException.class);

        Publisher.publish(pending(second, principal, 2, false));
        await().atMost(PATIENCE).until(() -> organizationsOf(principal).size() == 2);
    }

    private static MembershipChanged pending(UUID organization, UUID principal, long revision, boolean pending) {
        return new MembershipChanged(
                organization,
                principal,
                PrincipalKind.SERVICE_ACCOUNT,
                List.of(new RoleAssignment(NodeType.ORGANIZATION, organization, Role.MEMBER)),
                pending ? true : null,
                revision,
                Instant.now());
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
    void anOrganizationThatIsToBeDeletedLetsNobodyInUntilThatIsTakenBack() {
        TwoOrganizations two = TwoOrganizations.published();
        UUID organization = two.a().id();
        UUID owner = two.a().owner().principalId();
        await().atMost(PATIENCE).until(() -> allows(organization, owner, Permission.ORG_READ));
        await().atMost(PATIENCE).until(() -> organizationsOf(owner).contains(organization));

        Publisher.publish(node(organization, Instant.now(), false, LATER + 0));

        await().atMost(Duration.ofSeconds(1)).until(() -> !allows(organization, owner, Permission.ORG_READ));
        assertThat(allows(organization, owner, Permission.BILLING_READ)).isTrue();
        assertThat(organizationsOf(owner)).isEmpty();
        assertThat(Await.result(() -> view.organizationExists(organization))).isTrue();
        Publisher.publish(node(organization, null, false, LATER + 1));
        await().atMost(PATIENCE).until(() -> allows(organization, owner, Permission.ORG_READ));
        assertThat(organizationsOf(owner)).containsExactly(organization);
        Publisher.publish(node(organization, null, true, LATER + 2));
        await().atMost(PATIENCE).until(() -> !allows(organization, owner, Permission.BILLING_READ));
        assertThat(Await.result(() -> view.organizationExists(organization))).isFalse();
        assertThat(allows(two.b().id(), two.b().owner().principalId(), Permission.ORG_READ))
                .isTrue();
    }

    /** An operator may name one that was made a moment ago. */
    @Test
    void anOrganizationIsNotSaidToBeUnknownWhileTheViewIsBehind() {
        UUID organization = UUID.randomUUID();
        await().atMost(PATIENCE).until(view::fresh);
        Heartbeats.pause();
        try {
            assertThatThrownBy(() -> Await.result(() -> view.organizationExists(organization)))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.type().code()).isEqualTo("access-view-stale"));
        } finally {
            Heartbeats.resume();
        }
        await().atMost(PATIENCE).until(view::fresh);
        assertThat(Await.result(() -> view.organizationExists(organization))).isFalse();
        Publisher.publish(node(organization, null, false, 1));
        await().atMost(PATIENCE).until(() -> Await.result(() -> view.organizationExists(organization)));
    }

    @Test
    void howManyQuestionsWaitIsBounded() throws Exception {
        UUID organization = UUID.randomUUID();
        AwaitedView awaited = new AwaitedView(view, Clock.systemUTC(), PATIENCE);
        List<UniAssertSubscriber<Boolean>> asked = new ArrayList<>();
        await().atMost(PATIENCE).until(view::fresh);
        Heartbeats.pause();
        try {
            for (int i = 0; i < 101; i++) {
                asked.add(awaited.isKnown(
                                awaited.ask(),
                                organization,
                                () -> Uni.createFrom().item(false))
                        .subscribe()
                        .withSubscriber(UniAssertSubscriber.create()));
            }

            assertThat(((ProblemException)
                                    asked.getLast().awaitFailure(PATIENCE).getFailure())
                            .type())
                    .isEqualTo(ProblemType.ACCESS_VIEW_STALE);
        } finally {
            Heartbeats.resume();
        }
        asked.removeLast();
        asked.forEach(each -> each.awaitItem(PATIENCE).assertItem(false));
    }

    @Test
    void aRefusalIsNotFinalBeforeTheViewHasWhatTheRequestTellsOf() throws Exception {
        UUID organization = UUID.randomUUID();
        UUID principal = UUID.randomUUID();
        await().atMost(PATIENCE).until(view::fresh);
        Heartbeats.pause();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Grants> asked = requests.submit(() -> memberAsOfNow(organization, principal));
            Publisher.publish(membership(organization, principal, 1, Role.VIEWER));
            assertThat(asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).isMember())
                    .isTrue();

            assertThatThrownBy(() -> memberAsOfNow(organization, UUID.randomUUID()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.type()).isEqualTo(ProblemType.ACCESS_VIEW_STALE));
        } finally {
            Heartbeats.resume();
        }
        await().atMost(PATIENCE).until(view::fresh);
        assertThatThrownBy(() -> memberAsOfNow(organization, UUID.randomUUID()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
    }

    private Grants memberAsOfNow(UUID organization, UUID principal) {
        Uni<Grants> decision = Uni.createFrom()
                .deferred(() -> view.grants(organization, principal).invoke(grants -> {
                    if (!grants.isMember()) {
                        throw ProblemException.notFound("organization");
                    }
                }));
        return Await.result(
                () -> view.decided(Instant.now(), decision, ProblemException.class::isInstance, () -> principal));
    }

    private List<UUID> organizationsOf(UUID principal) {
        return Await.result(() -> view.organizationsOf(principal, 5));
    }

    private static NodeChanged node(
            UUID organization, @Nullable Instant deletionDueAt, boolean deleted, long revision) {
        return new NodeChanged(
                organization,
                organization,
                NodeType.ORGANIZATION,
                null,
                "Acme",
                "UTC",
                deletionDueAt,
                deleted,
                revision,
                Instant.now());
    }

    @Test
    void aRotatedKeyIsKnownByBothOfItsSecrets() {
        UUID organization = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        String keyId = "key" + organization.toString().replace("-", "");
        Instant now = Instant.now();
        Publisher.publish(new ApiKeyChanged(
                keyId, organization, account, "a".repeat(64), List.of("usage:read"), null, false, 1, now));
        await().atMost(PATIENCE).until(() -> accepts(keyId, "a", now));

        Publisher.publish(new ApiKeyChanged(
                keyId,
                organization,
                account,
                "b".repeat(64),
                "a".repeat(64),
                now.plusSeconds(60),
                List.of("usage:read"),
                null,
                false,
                2,
                now));

        await().atMost(PATIENCE).until(() -> accepts(keyId, "b", now));
        assertThat(accepts(keyId, "a", now)).isTrue();
        assertThat(accepts(keyId, "a", now.plusSeconds(61))).isFalse();
        assertThat(accepts(keyId, "b", now.plusSeconds(61))).isTrue();
    }

    private boolean accepts(String keyId, String digit, Instant at) {
        return Await.result(() -> view.apiKey(keyId))
                .map(key -> key.accepts(digit.repeat(64), at))
                .orElse(false);
    }

    @Test
    void theUsesOfKeysAreToldOnceHoweverManyThereWere() {
        UUID organization = UUID.randomUUID();
        Instant first = Instant.parse("2026-03-01T12:00:00Z");
        AccessPolicy.ApiKey key = new AccessPolicy.ApiKey(
                "used", organization, UUID.randomUUID(), "a".repeat(64), null, null, Set.of(), null, false);
        view.used(key, first.plusSeconds(2));
        view.used(key, first);
        view.used(key, first.plusSeconds(1));

        try (TopicReader topic = TopicReader.fromBeginning(Topics.ACCESS_API_KEY_USES)) {
            Await.result(publisher::publish);
            Await.result(publisher::publish);
            view.used(key, first.plusSeconds(9));
            Await.result(publisher::publish);

            assertThat(topic.await(2, record -> record.belongsTo(organization)).stream()
                            .peek(EventContract::assertConforms)
                            .map(record -> record.event().read(EventTypes.API_KEY_USED)))
                    .containsExactly(
                            new ApiKeyUsed(organization, "used", "sample", first.plusSeconds(2)),
                            new ApiKeyUsed(organization, "used", "sample", first.plusSeconds(9)));
        }
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
