package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.BadCredentials;
import io.enterprisemode.systemtests.suite.Operation;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.Person;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.UsageEvents;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may call what, through the gateway: every operation of every service under every kind of credential, compared
 * with what the operation declares in its OpenAPI document. An operation that declares nothing, or something unknown,
 * fails.
 */
@SystemTest
class IsolationIT {

    private static final String PUBLIC = "public";
    private static final String SIGNED_IN = "signed-in";
    private static final String INSTALLATION = "installation:";

    private static RunningSuite suite;
    private static List<Operation> operations;
    private static Organization ours;
    private static Organization theirs;
    private static Map<String, String> theirIds;
    private static String ourWorkspace;

    @BeforeAll
    static void twoOrganizations(RunningSuite running) {
        suite = running;
        operations = Operation.all(suite);
        ours = Organization.found(suite, "Ours");
        theirs = Organization.found(suite, "Theirs");
        ourWorkspace = ours.anyWorkspace();
        ours.subscribe("professional");
        theirIds = resources(theirs);
    }

    /** One of each kind of resource, by the name of the path parameter, or by path and name. */
    private static Map<String, String> resources(Organization organization) {
        Caller owner = organization.asOwner();
        Map<String, String> ids = new LinkedHashMap<>();
        ids.put("organizationId", organization.id());
        ids.put("teamId", organization.team("Theirs"));
        ids.put("workspaceId", organization.workspace(ids.get("teamId"), "Theirs"));
        organization.awaitWorkspace(ids.get("workspaceId"));
        ids.put("nodeId", ids.get("teamId"));
        ids.put("principalId", organization.join(Role.MEMBER).principalId());
        ids.put(
                "invitationId",
                id(owner.post("/api/invitations", Map.of("email", "x@people.example", "role", "VIEWER"))));
        ids.put(
                "keyId",
                owner.post("/api/apikeys", Map.of("name", "Key", "scopes", List.of("usage:read")))
                        .expect(201)
                        .json()
                        .path("keyId")
                        .asText());
        ids.put("/api/billing/subscriptions/{id} id", id(organization.subscribe("starter")));
        assertThat(owner.post(
                                "/api/billing/usage",
                                UsageEvents.of(ids.get("workspaceId")).event("emails", 77))
                        .body())
                .contains("accepted");
        Answer event = Awaitility.await("an audit event of " + organization.name())
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> owner.get("/api/reports/audit?limit=1"),
                        answer -> !answer.json().path("items").isEmpty());
        ids.put(
                "/api/reports/audit/{id} id",
                event.json().path("items").path(0).path("id").asText());
        return ids;
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }

    @Test
    void everyOperationDeclaresWhatItRequires() {
        assertThat(operations).hasSizeGreaterThan(30);
        assertThat(operations)
                .allMatch(operation -> operation.permission().isPresent()
                        || operation.required().equals(PUBLIC)
                        || operation.required().equals(SIGNED_IN)
                        || operation.required().startsWith(INSTALLATION));
    }

    @Test
    void withoutACredentialOnlyWhatIsPublicAnswers() {
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            Answer answer = call(suite.gateway(), operation, Map.of());
            boolean open = operation.required().equals(PUBLIC);
            check(found, operation, "without a credential", answer, status -> open ? passes(status) : status == 401);
        }
        assertThat(found).isEmpty();
    }

    @Test
    void badCredentialsAreRefusedEverywhere() {
        Map<String, String> credentials = BadCredentials.of(ours.owner());
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (!operation.required().equals(PUBLIC)) {
                credentials.forEach((flaw, credential) -> check(
                        found,
                        operation,
                        "with a credential that is " + flaw,
                        call(suite.gateway().bearing(credential).in(ours.id()), operation, Map.of()),
                        status -> status == 401));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void anotherOrganizationIsNotThere() {
        Map<String, Caller> outsiders = Map.of(
                "the owner of another organization", ours.as(theirs.owner()),
                "a stranger", ours.as(suite.person("Stranger")),
                "the operator", ours.as(suite.operator()));
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.permission().isPresent()) {
                outsiders.forEach((who, caller) -> check(
                        found,
                        operation,
                        "as " + who,
                        call(caller, operation, Map.of("organizationId", ours.id())),
                        status -> status == 404));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theSummaryOfAnotherOrganizationIsNotThere() {
        assertThat(ours.as(theirs.owner()).get("/api/enterprise/summary").status())
                .isEqualTo(404);
        assertThat(ours.as(suite.operator()).get("/api/enterprise/summary").status())
                .isEqualTo(404);
        assertThat(ours.asOwner()
                        .in(UUID.randomUUID().toString())
                        .get("/api/enterprise/summary")
                        .status())
                .isEqualTo(404);
        assertThat(ours.asOwner().get("/api/enterprise/summary").expect(200).body())
                .contains(ours.id())
                .doesNotContain(theirs.id());
    }

    @Test
    void resourcesOfAnotherOrganizationAreNotThere() {
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.permission().isEmpty() || operation.parameters().isEmpty()) {
                continue;
            }
            Answer stolen = call(ours.asOwner(), operation, theirIds);
            Answer unknown = call(ours.asOwner(), operation, Map.of());
            boolean decidedByBody = operation.takesJson() && stolen.status() >= 400 && stolen.status() < 500;
            if (!decidedByBody || stolen.status() != unknown.status()) {
                check(found, operation, "with ids of another organization", stolen, status -> status == 404);
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void idsOfAnotherOrganizationInBodiesAndQueriesAreNotThere() {
        Caller owner = ours.asOwner();
        String theirTeam = theirIds.get("teamId");
        String theirWorkspace = theirIds.get("workspaceId");

        assertThat(owner.post("/api/workspaces", Map.of("teamId", theirTeam, "name", "Stolen"))
                        .status())
                .isIn(400, 404);
        assertThat(owner.post(
                                "/api/invitations",
                                Map.of("email", "y@people.example", "role", "VIEWER", "nodeId", theirTeam))
                        .status())
                .isIn(400, 404);
        assertThat(owner.put(
                                "/api/members/" + ours.owner().principalId() + "/roles/" + theirTeam,
                                Map.of("role", "ADMIN"))
                        .status())
                .isEqualTo(404);
        assertThat(theirs.asOwner()
                        .get("/api/billing/usage?meter=emails&groupBy=workspace&workspaceId=" + theirWorkspace)
                        .expect(200)
                        .body())
                .contains("77");
        owner.get("/api/billing/usage?meter=emails&groupBy=workspace&workspaceId=" + theirWorkspace)
                .expect(404);
        Answer usage =
                owner.post("/api/billing/usage", UsageEvents.of(theirWorkspace).event("emails", 5));
        assertThat(usage.expect(200, 400, 404, 422).body()).contains("unknown-workspace");
    }

    @Test
    void rolesDecideAsThePermissionSays() {
        Map<Role, Caller> holders = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            Person person = role == Role.OWNER ? ours.owner() : ours.join(role);
            holders.put(role, ours.as(person));
        }
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.permission().isEmpty()) {
                continue;
            }
            Permission permission = operation.permission().orElseThrow();
            holders.forEach((role, caller) -> {
                boolean holds = role.covers(permission.leastRole());
                check(
                        found,
                        operation,
                        "as " + role + ", who " + (holds ? "has " : "lacks ") + permission.code(),
                        call(caller, operation, Map.of("organizationId", ours.id())),
                        status -> holds ? passes(status) || isUnsupported(operation, status) : status == 403);
            });
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aRoleOnATeamGivesNothingOfTheOrganization() {
        Caller teamAdmin = ours.as(ours.join(Role.ADMIN, ours.team("Island")));
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.permission().map(Permission::organizationLevel).orElse(false)) {
                check(
                        found,
                        operation,
                        "as ADMIN of a team",
                        call(teamAdmin, operation, Map.of("organizationId", ours.id())),
                        status -> status == 403);
            }
        }
        assertThat(found).isEmpty();
        assertThat(teamAdmin
                        .post("/api/billing/usage", UsageEvents.of(ourWorkspace).event("emails", 1))
                        .body())
                .as("usage for a workspace outside of the team")
                .doesNotContain("\"accepted\"");
    }

    @Test
    void theInstallationIsForItsOperator() {
        Caller operator = suite.operator().caller();
        Caller otherAccount = suite.gateway()
                .bearing(suite.local().tokens().access(Map.of("sub", "robot", "roles", List.of("plans:manage"))));
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.required().startsWith(INSTALLATION)) {
                check(
                        found,
                        operation,
                        "as the owner of an organization",
                        call(ours.asOwner(), operation, Map.of()),
                        status -> status == 403);
                if (!operation.required().equals(INSTALLATION + "plans:manage")) {
                    check(
                            found,
                            operation,
                            "as an account with another permission",
                            call(otherAccount, operation, Map.of()),
                            status -> status == 403);
                }
                check(found, operation, "as the operator", call(operator, operation, Map.of()), IsolationIT::passes);
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void anApiKeyIsHeldToItsScopesAndItsOrganization() {
        String key = ours.asOwner()
                .post("/api/apikeys", Map.of("name", "Reader", "scopes", List.of("usage:read"), "role", "ADMIN"))
                .expect(201)
                .json()
                .path("key")
                .asText();
        Caller holder = suite.gateway().bearing(key);
        Awaitility.await("the key is known")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> holder.get("/api/billing/usage").status() == 200);
        List<String> found = new ArrayList<>();
        for (Operation operation : operations) {
            operation.permission().ifPresent(permission -> {
                if (permission != Permission.USAGE_READ) {
                    check(
                            found,
                            operation,
                            "with a key for usage:read",
                            call(holder, operation, Map.of("organizationId", ours.id())),
                            status -> status == 403);
                }
                check(
                        found,
                        operation,
                        "with a key of another organization",
                        call(holder.in(theirs.id()), operation, Map.of("organizationId", theirs.id())),
                        status -> status == 404 || status == 401);
            });
        }
        assertThat(found).isEmpty();
    }

    private static Answer call(Caller caller, Operation operation, Map<String, String> ids) {
        String path = operation.path();
        for (String name : operation.parameters()) {
            String value = ids.getOrDefault(operation.path() + " " + name, ids.get(name));
            path = path.replace("{" + name + "}", value == null ? unknown(operation, name) : value);
        }
        return switch (operation.method()) {
            case "GET", "DELETE" -> caller.send(operation.method(), path, null, new byte[0]);
            default ->
                caller.send(operation.method(), path, contentType(operation), "{}".getBytes(StandardCharsets.UTF_8));
        };
    }

    /** A value of the right form that is the id of nothing. */
    private static String unknown(Operation operation, String name) {
        return switch (name) {
            case "service" -> operation.service().id();
            case "topic" -> "audit.events.v1";
            case "keyId" -> "A".repeat(22);
            default -> UUID.randomUUID().toString();
        };
    }

    private static String contentType(Operation operation) {
        List<String> types = new ArrayList<>();
        operation.node().path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
        return types.isEmpty() || types.contains("application/json") ? "application/json" : types.getFirst();
    }

    /** Whether the operation is there to say that it is not supported, as SCIM wants it. */
    private static boolean isUnsupported(Operation operation, int status) {
        return status == 501 && operation.node().path("responses").has("501");
    }

    private static boolean passes(int status) {
        return status != 401 && status != 403 && status < 500;
    }

    private static void check(
            List<String> found, Operation operation, String how, Answer answer, Predicate<Integer> expected) {
        if (!expected.test(answer.status())) {
            found.add(operation + " " + how + ": " + answer);
        } else if (answer.status() >= 400 && !answer.hasErrorForm()) {
            found.add(operation + " " + how + " has not the form of an error: " + answer.mediaType() + " " + answer);
        }
    }
}
