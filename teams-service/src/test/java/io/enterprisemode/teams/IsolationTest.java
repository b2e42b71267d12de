package io.enterprisemode.teams;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.ApiOperation;
import io.enterprisemode.testkit.http.IsolationMatrixTest;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class IsolationTest extends IsolationMatrixTest {

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
        return Map.of(
                "organizationId", organization.id(),
                "teamId", organization.teamId(),
                "workspaceId", organization.workspaceId(),
                "principalId", organization.member().principalId(),
                "nodeId", organization.id(),
                "invitationId", invitation(owner, organization.id()),
                "keyId", key);
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

    @Override
    protected String body(ApiOperation operation, TestOrganization organization) {
        return switch (operation.method()) {
            case "PUT" -> "{\"role\": \"VIEWER\"}";
            case "PATCH" -> "{\"name\": \"Matrix\"}";
            default -> "{}";
        };
    }

    private static UUID invitation(TeamsApi owner, UUID nodeId) {
        Map<String, Object> body = Map.of("email", "matrix@acme.example", "role", Role.VIEWER, "nodeId", nodeId);
        return TeamsApi.id(owner.post("/api/invitations", body).statusCode(201));
    }
}
