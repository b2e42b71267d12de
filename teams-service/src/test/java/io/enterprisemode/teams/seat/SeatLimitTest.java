package io.enterprisemode.teams.seat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestUser;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class SeatLimitTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServiceDatabase database = new ServiceDatabase("teams");
    private final UUID subscription = Ids.next();
    private UUID acme = Ids.next();
    private UUID globex = Ids.next();
    private TeamsApi owner = new TeamsApi("", null);
    private UUID team = Ids.next();

    @BeforeEach
    void twoOrganizations() {
        TestUser founder = person();
        acme = TeamsApi.of(founder).createOrganization("Acme");
        owner = TeamsApi.of(founder, acme);
        team = owner.createTeam("Platform");
        globex = TeamsApi.of(person()).createOrganization("Globex");
    }

    private static TestUser person() {
        return new TestUser("person-" + Ids.next());
    }

    private void plan(String plan, @Nullable Integer members, @Nullable Integer workspaces, long revision) {
        publish(subscription, plan, members, workspaces, START, revision);
        await().atMost(PATIENCE).until(() -> known(plan) == 1);
    }

    private void awaitKnown(UUID subscriptionId, long revision) {
        await().atMost(PATIENCE)
                .until(() -> database.number(
                                "select count(*) from subscription_limit where subscription_id = '%s' and revision = %d"
                                        .formatted(subscriptionId, revision))
                        == 1);
    }

    private long known(String plan) {
        return database.number(
                "select count(*) from subscription_limit where org_id = '%s' and plan = '%s'".formatted(acme, plan));
    }

    private void publish(
            UUID subscriptionId,
            String plan,
            @Nullable Integer members,
            @Nullable Integer workspaces,
            Instant startedAt,
            long revision) {
        publish(
                subscriptionId,
                plan,
                members,
                workspaces,
                startedAt,
                revision,
                startedAt.plusSeconds(revision),
                SubscriptionStatus.ACTIVE);
    }

    private void publish(
            UUID subscriptionId,
            String plan,
            @Nullable Integer members,
            @Nullable Integer workspaces,
            Instant startedAt,
            long revision,
            Instant changedAt,
            SubscriptionStatus status) {
        Publisher.publish(new SubscriptionChanged(
                acme,
                subscriptionId,
                plan,
                1,
                status,
                BillingInterval.MONTH,
                0,
                "USD",
                startedAt,
                startedAt,
                startedAt.plus(Duration.ofDays(31)),
                members,
                workspaces,
                revision,
                changedAt));
    }

    /**
     * The plan that an organization begins with is canceled when it is replaced, also by a subscription whose billing
     * cycle began before.
     */
    @Test
    void theSubscriptionThatWasMadeLastCountsWhereverItsBillingCycleBegins() {
        plan("free", 3, 1, 1);
        Instant replaced = START.plusSeconds(60);
        Instant before = START.minus(Duration.ofDays(40));
        publish(subscription, "free", 3, 1, START, 2, replaced, SubscriptionStatus.CANCELED);
        publish(Ids.next(), "professional", 50, 25, before, 0, replaced, SubscriptionStatus.ACTIVE);
        await().atMost(PATIENCE).until(() -> known("professional") == 1);

        publish(subscription, "free", 3, 1, START, 3, replaced.plusSeconds(1), SubscriptionStatus.CANCELED);
        publish(Ids.next(), "starter", 10, 5, START, 0, replaced.plusSeconds(2), SubscriptionStatus.ACTIVE);
        await().atMost(PATIENCE).until(() -> known("starter") == 1);
    }

    private io.restassured.response.ValidatableResponse invite(String email) {
        return owner.post("/api/invitations", Map.of("email", email, "role", "MEMBER"));
    }

    private static void assertNoRoom(io.restassured.response.ValidatableResponse answer, String numbers) {
        answer.statusCode(409)
                .body("type", equalTo("/problems/seat-limit-reached"))
                .body("detail", equalTo(numbers));
    }

    @Test
    void anOpenInvitationHoldsASeatUntilItIsSettled() {
        plan("free", 3, 1, 1);
        String first = invite("one@acme.example").statusCode(201).extract().path("id");
        invite("two@acme.example").statusCode(201);

        assertNoRoom(invite("three@acme.example"), "The plan free allows 3 members; there are 1, and 2 are invited.");
        invite("ONE@acme.example").statusCode(409).body("type", equalTo("/problems/already-invited"));
        owner.delete("/api/invitations/{id}", first).statusCode(204);
        invite("three@acme.example").statusCode(201);
        assertNoRoom(invite("four@acme.example"), "The plan free allows 3 members; there are 1, and 2 are invited.");
        owner.post(
                        "/api/members",
                        Map.of("subject", "robot-" + Ids.next(), "kind", "SERVICE_ACCOUNT", "role", "MEMBER"))
                .statusCode(201);
    }

    /** PostgreSQL's lower() and Java's folding differ by the final sigma, and the domain has two forms. */
    @Test
    void aMemberNeedsNoOtherSeatInWhateverFormTheAddressIsWritten() {
        TestUser member = person();
        String address = "πωλησεις-" + member.subject() + "@münchen.example";
        String token = Tokens.user(member.subject()).claim("email", address).signed();
        new TeamsApi(token, null)
                .post("/api/invitations/accept", Map.of("token", owner.invite(address, Role.VIEWER, null)))
                .statusCode(200);
        invite("one@acme.example").statusCode(201);
        plan("free", 3, 1, 1);

        invite("ΠΩΛΗΣΕΙΣ-" + member.subject() + "@xn--mnchen-3ya.example").statusCode(201);
        assertNoRoom(invite("two@acme.example"), "The plan free allows 3 members; there are 2, and 1 are invited.");
    }

    /** As a process of before writes it beside this one, and a person whose address it has kept as it was told. */
    @Test
    void whatAVersionBeforeHasWrittenIsComparedInTheSameForm() throws SQLException {
        TestUser member = person();
        owner.admit(member, Role.VIEWER, null);
        invite("μίας@acme.example").statusCode(201);
        try (Connection superuser = database.superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "update principal set email = 'ΜΊΑΣ@acme.example' where id = '%s'".formatted(member.principalId()));
            statement.execute(
                    "update invitation set email_key = null where org_id = '%s' and email = 'μίας@acme.example'"
                            .formatted(acme));
        }
        plan("free", 2, 1, 1);

        assertNoRoom(invite("two@acme.example"), "The plan free allows 2 members; there are 2, and 0 are invited.");
        invite("Μίασ@acme.example").statusCode(409).body("type", equalTo("/problems/already-invited"));
    }

    @Test
    void anInvitationThatMeetsAFullPlanIsNotAccepted() {
        TestUser first = person();
        TestUser second = person();
        String one = owner.invite(TeamsApi.email(first), Role.MEMBER, null);
        String two = owner.invite(TeamsApi.email(second), Role.MEMBER, null);
        plan("free", 2, 1, 1);

        TeamsApi.of(first).post("/api/invitations/accept", Map.of("token", one)).statusCode(200);
        assertNoRoom(
                TeamsApi.of(second).post("/api/invitations/accept", Map.of("token", two)),
                "The plan free allows 2 members; there are 2, and 1 are invited.");
        plan("starter", 10, 5, 2);
        TeamsApi.of(second)
                .post("/api/invitations/accept", Map.of("token", two))
                .statusCode(200);
    }

    @Test
    void afterAChangeToASmallerPlanNobodyIsRemovedAndNobodyAdded() {
        List<TestUser> people = List.of(person(), person(), person());
        people.forEach(each -> owner.admit(each, Role.MEMBER, null));
        owner.createWorkspace(team, "One");
        owner.createWorkspace(team, "Two");
        plan("free", 3, 1, 1);

        people.forEach(each -> TeamsApi.of(each, acme).get("/api/teams").statusCode(200));
        assertNoRoom(invite("new@acme.example"), "The plan free allows 3 members; there are 4, and 0 are invited.");
        assertNoRoom(
                owner.post("/api/workspaces", Map.of("teamId", team, "name", "Three")),
                "The plan free allows 1 workspaces; there are 2.");
        owner.assign(people.getFirst(), team, Role.ADMIN).statusCode(200);
        invite(TeamsApi.email(people.getFirst())).statusCode(201);
    }

    private void withoutAPlan() {
        TestUser founder = person();
        acme = TeamsApi.id(TeamsApi.of(founder)
                .post("/api/organizations", Map.of("name", "New"))
                .statusCode(201));
        owner = TeamsApi.of(founder, acme);
        team = owner.createTeam("Platform");
    }

    @Test
    void untilAPlanIsKnownTheLimitsOfTheDefaultPlanHold() {
        withoutAPlan();
        owner.createWorkspace(team, "One");
        invite("one@acme.example").statusCode(201);
        invite("two@acme.example").statusCode(201);

        assertNoRoom(invite("three@acme.example"), "The plan free allows 3 members; there are 1, and 2 are invited.");
        assertNoRoom(
                owner.post("/api/workspaces", Map.of("teamId", team, "name", "Two")),
                "The plan free allows 1 workspaces; there are 1.");
        plan("enterprise", null, null, 1);
        invite("three@acme.example").statusCode(201);
        owner.createWorkspace(team, "Two");
    }

    @Test
    void aSubscriptionThatStartsLaterLiftsNoLimitNow() {
        withoutAPlan();
        owner.createWorkspace(team, "One");
        UUID later = Ids.next();
        publish(later, "enterprise", null, null, Instant.now().plus(Duration.ofDays(330)), 1);
        awaitKnown(later, 1);

        assertNoRoom(
                owner.post("/api/workspaces", Map.of("teamId", team, "name", "Two")),
                "The plan free allows 1 workspaces; there are 1.");
        plan("starter", 10, 5, 1);
        owner.createWorkspace(team, "Two");
    }

    @Test
    void whatIsCanceledCountsOnlyWhileNothingElseIsInForce() {
        withoutAPlan();
        UUID automatic = Ids.next();
        Instant now = Instant.now();
        publish(automatic, "free", 3, 1, now.minusSeconds(60), 1);
        publish(automatic, "free", 3, 1, now.minusSeconds(60), 2, now.minusSeconds(30), SubscriptionStatus.CANCELED);
        publish(subscription, "starter", 10, 5, now.minus(Duration.ofDays(90)), 1);
        awaitKnown(automatic, 2);
        awaitKnown(subscription, 1);
        owner.createWorkspace(team, "One");
        owner.createWorkspace(team, "Two");

        publish(subscription, "starter", 10, 2, now.minus(Duration.ofDays(90)), 200, now, SubscriptionStatus.CANCELED);
        awaitKnown(subscription, 200);

        assertNoRoom(
                owner.post("/api/workspaces", Map.of("teamId", team, "name", "Three")),
                "The plan starter allows 2 workspaces; there are 2.");
    }

    @Test
    void theLatestStateOfTheLatestSubscriptionCountsInWhateverOrderTheyArrive() {
        UUID next = Ids.next();
        publish(subscription, "professional", 50, 25, START, 7);
        publish(subscription, "free", 3, 1, START, 6);
        publish(next, "starter", 10, 5, START.plus(Duration.ofDays(90)), 1);
        publish(subscription, "free", 3, 1, START, 8);
        publish(next, "starter", 10, 5, START.plus(Duration.ofDays(90)), 1);
        publish(next, "marker", 11, 5, START.plus(Duration.ofDays(90)), 2);

        await().atMost(PATIENCE).until(() -> known("marker") == 1);
        for (String table : List.of("subscription_limit", "seat_limit")) {
            assertThat(database.number(
                            "select member_limit from %s where subscription_id = '%s'".formatted(table, next)))
                    .isEqualTo(11);
        }
        assertThat(database.number(
                        "select revision from subscription_limit where subscription_id = '%s'".formatted(subscription)))
                .isEqualTo(8);
        assertThat(database.number(
                        "select count(*) from subscription_limit where org_id = '%s' and plan <> 'enterprise'"
                                .formatted(globex)))
                .isZero();
    }

    @Test
    void theLastSeatsAreGivenOnceHoweverManyWantThemAtOnce() throws Exception {
        List<Callable<Integer>> rush = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            TestUser each = person();
            String token = owner.invite(TeamsApi.email(each), Role.MEMBER, null);
            rush.add(() -> TeamsApi.of(each)
                    .post("/api/invitations/accept", Map.of("token", token))
                    .extract()
                    .statusCode());
        }
        for (int i = 0; i < 8; i++) {
            String name = "Workspace " + i;
            rush.add(() -> 1000
                    + owner.post("/api/workspaces", Map.of("teamId", team, "name", name))
                            .extract()
                            .statusCode());
        }
        plan("small", 4, 2, 1);

        List<Integer> statuses;
        try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
            statuses = executor.invokeAll(rush).stream().map(Future::resultNow).toList();
        }

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(3);
        assertThat(statuses.stream().filter(status -> status == 409)).hasSize(5);
        assertThat(statuses.stream().filter(status -> status == 1201)).hasSize(2);
        assertThat(statuses.stream().filter(status -> status == 1409)).hasSize(6);
    }

    private void limit(UUID organization, int members) throws SQLException {
        try (Connection connection = database.worker();
                Statement statement = connection.createStatement()) {
            statement.execute("update subscription_limit set member_limit = %d where org_id = '%s'"
                    .formatted(members, organization));
        }
    }

    /** Somebody who was added, and whose tokens have told neither name nor address so far. */
    private TestUser takenForAProgram() {
        TestUser person = person();
        owner.post("/api/members", Map.of("subject", person.subject(), "kind", "SERVICE_ACCOUNT", "role", "VIEWER"))
                .statusCode(201);
        new TeamsApi(Tokens.serviceAccount(person.subject()).signed(), acme)
                .get("/api/teams")
                .statusCode(200);
        owner.get("/api/members/{id}", person.principalId()).body("kind", equalTo("SERVICE_ACCOUNT"));
        return person;
    }

    @Test
    void whoTurnsOutToBeAPersonByALaterTokenTakesASeat() throws SQLException {
        TestUser first = takenForAProgram();
        TestUser second = takenForAProgram();
        limit(acme, 2);

        TeamsApi.of(first).get("/api/teams").statusCode(200);
        owner.get("/api/members/{id}", first.principalId())
                .body("kind", equalTo("USER"))
                .body("email", equalTo(TeamsApi.email(first)))
                .body("pending", nullValue());

        TeamsApi.of(second).get("/api/me").statusCode(200).body("organizations", hasSize(0));
        owner.get("/api/members/{id}", second.principalId())
                .body("kind", equalTo("SERVICE_ACCOUNT"))
                .body("roles.role", contains("VIEWER"))
                .body("pending", equalTo(true));
        TeamsApi.of(second, acme)
                .post("/api/members/leave", Map.of("organizationId", acme))
                .statusCode(409)
                .body("type", equalTo("/problems/seat-limit-reached"));

        limit(acme, 3);
        TeamsApi.of(second, acme).get("/api/teams").statusCode(200);
        owner.get("/api/members/{id}", second.principalId())
                .body("kind", equalTo("USER"))
                .body("pending", nullValue());
    }

    @Test
    void theOnlyOwnerBecomesAPersonThoughThereIsNoSeat() throws SQLException {
        TestUser founder = person();
        TeamsApi program = new TeamsApi(Tokens.serviceAccount(founder.subject()).signed(), null);
        UUID organization = program.createOrganization("Mine");
        limit(organization, 0);

        TeamsApi.of(founder, organization).get("/api/teams").statusCode(200);

        TeamsApi.of(founder, organization)
                .get("/api/members/{id}", founder.principalId())
                .statusCode(200)
                .body("kind", equalTo("USER"))
                .body("roles.role", contains("OWNER"));
    }
}
