package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Inheritance of roles has two forms: {@link AccessRules} decides on one node, {@link Grants#reach} says for which
 * nodes a permission is held, which filters lists without a decision for each row. Both must say the same of every
 * node.
 */
class ReachEqualsAccessRulesTest {

    private static final List<Role> ROLES = List.of(Role.values());
    private static final int TREES = 2_000;
    private static final UUID ORGANIZATION = UUID.randomUUID();

    @Test
    void aNodeIsWithinReachExactlyWhereTheRulesAllowThePermission() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int tree = 0; tree < TREES; tree++) {
            List<NodePath> paths = paths(random);
            List<RoleAssignment> roles = roles(random, paths);
            Grants grants = new Grants(ORGANIZATION, UUID.randomUUID(), roles);
            for (Permission permission : Permission.values()) {
                for (NodePath path : paths) {
                    assertThat(grants.reach(permission).covers(path))
                            .as("seed %d: %s on %s with %s", seed, permission, path, roles)
                            .isEqualTo(
                                    AccessRules.decide(permission, roles, path).allowed());
                }
            }
        }
    }

    private static List<NodePath> paths(Random random) {
        List<NodePath> paths = new ArrayList<>(List.of(NodePath.organization(ORGANIZATION)));
        for (int team = random.nextInt(1, 4); team > 0; team--) {
            UUID teamId = UUID.randomUUID();
            paths.add(NodePath.team(ORGANIZATION, teamId));
            for (int workspace = random.nextInt(3); workspace > 0; workspace--) {
                paths.add(NodePath.workspace(ORGANIZATION, teamId, UUID.randomUUID()));
            }
        }
        return paths;
    }

    private static List<RoleAssignment> roles(Random random, List<NodePath> paths) {
        List<RoleAssignment> roles = new ArrayList<>();
        for (NodePath path : paths) {
            if (random.nextInt(3) == 0) {
                NodeRef node = path.node();
                Role role = ROLES.get(random.nextInt(ROLES.size()));
                roles.add(new RoleAssignment(node.type(), node.id(), role));
            }
        }
        return roles;
    }
}
