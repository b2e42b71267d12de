package io.enterprisemode.teams;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.ApiOperation;
import io.enterprisemode.testkit.http.IsolationMatrixTest;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class IsolationTest extends IsolationMatrixTest {

    private static final String SCIM_USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String SCIM_GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final Map<UUID, Map<String, Object>> MADE = new ConcurrentHashMap<>();

    @Override
    protected TwoOrganizations prepare() {
        return PopulatedOrganizations.make();
    }

    @Override
    protected Map<String, ?> ids(TestOrganization organization) {
        return MADE.computeIfAbsent(organization.id(), ignored -> idsOf(organization));
    }

    private static Map<String, Object> idsOf(TestOrganization organization) {
        TeamsApi owner = TeamsApi.of(organization.owner(), organization.id());
        String key = owner.post("/api/apikeys", Map.of("name", "Matrix", "scopes", List.of("team:read")))
                .statusCode(201)
                .extract()
                .path("keyId");
        String domain = "matrix-" + organization.id() + ".example";
        owner.post("/api/organizations/" + organization.id() + "/domains", Map.of("domain", domain))
                .statusCode(201);
        String user = owner.post("/scim/v2/Users", Map.of("schemas", List.of(SCIM_USER), "userName", "matrix"))
                .statusCode(201)
                .extract()
                .path("id");
        Map<String, Object> ids = new HashMap<>();
        ids.put("organizationId", organization.id());
        ids.put("teamId", organization.teamId());
        ids.put("workspaceId", organization.workspaceId());
        ids.put("principalId", organization.member().principalId());
        ids.put("nodeId", organization.id());
        ids.put("invitationId", invitation(owner, organization.id()));
        ids.put("keyId", key);
        ids.put("domain", domain);
        ids.put("/scim/v2/Users/{id} id", user);
        ids.put("/scim/v2/Groups/{id} id", organization.teamId());
        return ids;
    }

    @Override
    protected Map<String, ?> idsOfOtherTeam(TestOrganization organization) {
        Map<String, Object> ids = new HashMap<>(ids(organization));
        ids.put("teamId", organization.otherTeamId());
        ids.put("workspaceId", organization.otherWorkspaceId());
        ids.put("nodeId", organization.otherTeamId());
        ids.put(
                "invitationId",
                invitation(TeamsApi.of(organization.owner(), organization.id()), organization.otherTeamId()));
        return ids;
    }

    /**
     * Checks and searches are questions; of leaving {@code RoleAssignmentRules} say which scope a key needs besides.
     */
    @Override
    protected Set<String> openToReaders() {
        return Set.of(
                "POST /api/permissions/check",
                "POST /access/v1/evaluation",
                "POST /access/v1/evaluations",
                "POST /access/v1/search/subject",
                "POST /access/v1/search/resource",
                "POST /access/v1/search/action",
                "POST /api/members/leave");
    }

    @Override
    protected String body(ApiOperation operation, TestOrganization organization) {
        if (operation.path().startsWith("/scim/")) {
            return scimBody(operation);
        }
        return switch (operation.method()) {
            case "PUT" -> "{\"role\": \"VIEWER\"}";
            case "PATCH" -> "{\"name\": \"Matrix\"}";
            default -> "{}";
        };
    }

    private static String scimBody(ApiOperation operation) {
        boolean users = operation.path().startsWith("/scim/v2/Users");
        return operation.method().equals("PATCH") ? """
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations": [{"op": "replace", "path": "displayName", "value": "Matrix"}]}\
            """ : """
                     {"schemas": ["%s"], "userName": "another", "displayName": "Another"}\
                     """.formatted(users ? SCIM_USER : SCIM_GROUP);
    }

    private static UUID invitation(TeamsApi owner, UUID nodeId) {
        Map<String, Object> body =
                Map.of("email", "matrix-" + Ids.next() + "@acme.example", "role", Role.VIEWER, "nodeId", nodeId);
        return TeamsApi.id(owner.post("/api/invitations", body).statusCode(201));
    }
}
