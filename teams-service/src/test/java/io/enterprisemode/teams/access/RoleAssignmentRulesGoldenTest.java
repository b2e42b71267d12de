package io.enterprisemode.teams.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoleAssignmentRulesGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("roles");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rolesAndPermissionsAreAsExpected(GoldenCase golden) {
        World world = new World(golden.input());

        assertThat(GoldenCases.tree(world.effectiveRoles()))
                .isEqualTo(golden.expected().path("effective"));
        int k = 0;
        for (JsonNode check : golden.input().path("checks")) {
            assertThat(world.allowed(check))
                    .as(check.toString())
                    .isEqualTo(golden.expected().path("allowed").path(k++).asBoolean());
        }
    }

    /** The nodes and assignments of a case. */
    private static final class World {

        private final Map<String, NodePath> paths = new LinkedHashMap<>();
        private final Map<String, List<RoleAssignment>> assignments = new LinkedHashMap<>();

        World(JsonNode input) {
            Map<String, JsonNode> nodes = new HashMap<>();
            input.path("nodes").forEach(node -> nodes.put(node.path("id").asText(), node));
            input.path("nodes").forEach(node -> paths.put(node.path("id").asText(), pathOf(node, nodes)));
            input.path("principals").forEach(principal -> assignments.put(principal.asText(), new ArrayList<>()));
            input.path("assignments").forEach(assignment -> {
                NodeRef node = paths.get(assignment.path("node").asText()).node();
                assignments
                        .get(assignment.path("principal").asText())
                        .add(new RoleAssignment(node.type(), node.id(), role(assignment)));
            });
        }

        Map<String, Map<String, Role>> effectiveRoles() {
            Map<String, Map<String, Role>> effective = new LinkedHashMap<>();
            assignments.keySet().forEach(principal -> {
                Map<String, Role> ofPrincipal = new LinkedHashMap<>();
                paths.forEach((node, path) -> ofPrincipal.put(node, effectiveRole(principal, path)));
                effective.put(principal, ofPrincipal);
            });
            return effective;
        }

        boolean allowed(JsonNode check) {
            String caller = check.path("principal").asText();
            NodePath path = paths.get(check.path("node").asText());
            Permission permission =
                    Permission.fromCode(check.path("permission").asText()).orElseThrow();
            if (check.has("role")) {
                return RoleAssignmentRules.assign(role(check), parties(caller, check, path))
                        .isEmpty();
            }
            if (check.has("target")) {
                return RoleAssignmentRules.remove(parties(caller, check, path)).isEmpty();
            }
            return AccessRules.decide(permission, assignments.get(caller), path).allowed();
        }

        private RoleAssignmentRules.Parties parties(String caller, JsonNode check, NodePath path) {
            String target = check.path("target").asText("");
            List<String> owners = assignments.keySet().stream()
                    .filter(principal -> effectiveRole(principal, path.rootPath()) == Role.OWNER)
                    .toList();
            return new RoleAssignmentRules.Parties(
                    path.node().type(),
                    Rights.of(effectiveRole(caller, path)),
                    target.isEmpty() ? null : effectiveRole(target, path),
                    owners.equals(List.of(target)));
        }

        private @Nullable Role effectiveRole(String principal, NodePath path) {
            return AccessRules.effectiveRole(assignments.get(principal), path)
                    .map(EffectiveRole::role)
                    .orElse(null);
        }

        private static Role role(JsonNode node) {
            return Role.valueOf(node.path("role").asText());
        }

        private static NodePath pathOf(JsonNode node, Map<String, JsonNode> nodes) {
            List<NodeRef> path = new ArrayList<>();
            for (JsonNode step = node;
                    step != null;
                    step = nodes.get(step.path("parent").asText())) {
                String id = step.path("id").asText();
                path.addFirst(new NodeRef(
                        NodeType.valueOf(step.path("type").asText().toUpperCase(Locale.ROOT)),
                        UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))));
            }
            return new NodePath(path);
        }
    }
}
