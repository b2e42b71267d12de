package io.enterprisemode.teams.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has to be, written down as plainly as the rules are spoken, without any of the code that is
 * tested: slow, in memory, one caller at a time. Roles are ranks: 1 VIEWER, 2 MEMBER, 3 ADMIN, 4 OWNER, 0 none.
 * Operations answer the HTTP status and change what they must.
 */
final class ObviousOrganization {

    static final List<String> ROLES = List.of("NONE", "VIEWER", "MEMBER", "ADMIN", "OWNER");
    private static final int VIEWER = 1;
    private static final int MEMBER = 2;
    static final int ADMIN = 3;
    private static final int OWNER = 4;

    /** The table of permissions: the least rank of each. */
    static final Map<String, Integer> LEAST = Map.ofEntries(
            Map.entry("org:read", VIEWER),
            Map.entry("team:read", VIEWER),
            Map.entry("workspace:read", VIEWER),
            Map.entry("member:read", VIEWER),
            Map.entry("usage:read", VIEWER),
            Map.entry("report:read", VIEWER),
            Map.entry("usage:write", MEMBER),
            Map.entry("workspace:update", MEMBER),
            Map.entry("team:create", ADMIN),
            Map.entry("team:update", ADMIN),
            Map.entry("team:delete", ADMIN),
            Map.entry("workspace:create", ADMIN),
            Map.entry("workspace:delete", ADMIN),
            Map.entry("member:invite", ADMIN),
            Map.entry("member:remove", ADMIN),
            Map.entry("role:assign", ADMIN),
            Map.entry("billing:read", ADMIN),
            Map.entry("billing:manage", ADMIN),
            Map.entry("report:generate", ADMIN),
            Map.entry("audit:read", ADMIN),
            Map.entry("audit:export", ADMIN),
            Map.entry("org:update", ADMIN),
            Map.entry("apikey:manage", ADMIN),
            Map.entry("sso:manage", ADMIN),
            Map.entry("org:delete", OWNER),
            Map.entry("audit:retention", OWNER),
            Map.entry("audit:erase", OWNER));

    private static final Set<String> OF_THE_ORGANIZATION = Set.of(
            "org:read",
            "org:update",
            "org:delete",
            "billing:read",
            "billing:manage",
            "audit:read",
            "audit:export",
            "audit:retention",
            "audit:erase",
            "apikey:manage",
            "sso:manage");

    final UUID id;
    /** Of every node the one above it; null for the organization. */
    private final Map<UUID, @Nullable UUID> parents = new HashMap<>();

    private final Set<UUID> teams = new LinkedHashSet<>();
    private final Set<UUID> workspaces = new LinkedHashSet<>();
    private final Map<UUID, Map<UUID, Integer>> roles = new HashMap<>();
    /** Who gave each role. */
    private final Map<UUID, Map<UUID, UUID>> givers = new HashMap<>();

    /** Those whom somebody added and who have not named the organization yet. */
    private final Set<UUID> pending = new LinkedHashSet<>();

    ObviousOrganization(UUID id, UUID founder) {
        this.id = id;
        parents.put(id, null);
        give(founder, founder, id, OWNER);
    }

    Set<UUID> teams() {
        return teams;
    }

    Set<UUID> workspaces() {
        return workspaces;
    }

    Set<UUID> nodes() {
        return parents.keySet();
    }

    boolean isMember(UUID principal) {
        return roles.containsKey(principal);
    }

    /**
     * Whether a request in which somebody names the organization is a member's. What was offered to whoever names it
     * for the first time is taken back as far as its giver could not give it any more; then the request is refused.
     */
    boolean named(UUID principal) {
        if (!isMember(principal)) {
            return false;
        }
        return !pending.remove(principal)
                || !takeBack(principal, rolesOf(principal).keySet());
    }

    /** Takes those of the roles that their givers could not give any more; whether there are any. */
    private boolean takeBack(UUID principal, Set<UUID> nodes) {
        List<UUID> without = nodes.stream()
                .filter(node -> !mayGive(
                        giver(principal, node), node, rolesOf(principal).getOrDefault(node, 0)))
                .toList();
        without.forEach(node -> take(principal, node));
        if (!without.isEmpty()) {
            lost(Set.of(principal));
        }
        return !without.isEmpty();
    }

    private UUID giver(UUID principal, UUID node) {
        return givers.getOrDefault(principal, Map.of()).getOrDefault(node, id);
    }

    private boolean mayGive(UUID giver, UUID node, int rank) {
        return rank(giver, node) >= Math.max(ADMIN, rank);
    }

    /** What these have offered goes, as far as they could not offer it any more. */
    private void lost(Set<UUID> losers) {
        for (UUID principal : List.copyOf(pending)) {
            Set<UUID> offered = new HashSet<>();
            for (UUID node : rolesOf(principal).keySet()) {
                if (losers.contains(giver(principal, node))) {
                    offered.add(node);
                }
            }
            takeBack(principal, offered);
        }
    }

    Map<UUID, Integer> rolesOf(UUID principal) {
        return roles.getOrDefault(principal, Map.of());
    }

    /** The highest rank on the node and everything above it. */
    int rank(UUID principal, @Nullable UUID node) {
        int highest = 0;
        for (@Nullable UUID at = node; at != null; at = parents.get(at)) {
            highest = Math.max(highest, rolesOf(principal).getOrDefault(at, 0));
        }
        return highest;
    }

    private int rankAnywhere(UUID principal) {
        return rolesOf(principal).values().stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    /** The rank that decides on the permission. */
    int deciding(UUID principal, String permission, UUID node) {
        return rank(principal, OF_THE_ORGANIZATION.contains(permission) ? id : node);
    }

    boolean allowed(UUID principal, String permission, UUID node) {
        return nodes().contains(node) && deciding(principal, permission, node) >= LEAST.get(permission);
    }

    /** Whether somebody may know of the node. */
    boolean knows(UUID caller, UUID node) {
        return nodes().contains(node) && (node.equals(id) || rank(caller, node) >= VIEWER);
    }

    /** Whether somebody may ask about somebody else there. */
    boolean mayAsk(UUID caller, UUID about, UUID node) {
        return caller.equals(about) || rank(caller, nodes().contains(node) ? node : id) >= VIEWER;
    }

    Map<UUID, Integer> whoCan(String permission, UUID node) {
        Map<UUID, Integer> found = new HashMap<>();
        for (UUID principal : roles.keySet()) {
            if (allowed(principal, permission, node)) {
                found.put(principal, deciding(principal, permission, node));
            }
        }
        return found;
    }

    /** Where somebody has the permission, as far as the caller may see; null: nobody whom the caller can see. */
    @Nullable
    Map<UUID, Integer> whatCan(UUID caller, UUID principal, String permission) {
        Set<UUID> visible = new HashSet<>();
        for (UUID node : nodes()) {
            if (caller.equals(principal) || rank(caller, node) >= VIEWER) {
                visible.add(node);
            }
        }
        boolean known = false;
        Map<UUID, Integer> found = new HashMap<>();
        for (UUID node : visible) {
            known |= rank(principal, node) > 0;
            if (allowed(principal, permission, node)) {
                found.put(node, deciding(principal, permission, node));
            }
        }
        boolean seesAll = rank(caller, id) >= VIEWER;
        return known || (seesAll && isMember(principal)) ? found : null;
    }

    /** Members with the roles the caller may see. */
    Map<UUID, Map<UUID, Integer>> members(UUID caller) {
        Map<UUID, Map<UUID, Integer>> found = new HashMap<>();
        roles.forEach((principal, held) -> {
            Map<UUID, Integer> seen = new HashMap<>();
            held.forEach((node, rank) -> {
                if (rank(caller, node) >= VIEWER) {
                    seen.put(node, rank);
                }
            });
            if (!seen.isEmpty()) {
                found.put(principal, seen);
            }
        });
        return found;
    }

    /** 0, or the status with which an operation is refused that takes a rank on the organization. */
    private int onOrganization(UUID actor, int least) {
        return !named(actor) ? 404 : rank(actor, id) < least ? 403 : 0;
    }

    /** The same for operations that take it on any node. */
    private int anywhere(UUID actor, int least) {
        return !named(actor) ? 404 : rankAnywhere(actor) < least ? 403 : 0;
    }

    boolean hasAnywhere(UUID actor, int least) {
        return rankAnywhere(actor) >= least;
    }

    /** The same for one node, which may not be there. */
    private int on(UUID actor, UUID node, int least, Set<UUID> where) {
        if (!where.contains(node) || rank(actor, node) == 0) {
            return 404;
        }
        return rank(actor, node) < least ? 403 : 0;
    }

    /** Whether a team is made; the caller adds it. */
    int createTeam(UUID actor) {
        int refused = onOrganization(actor, ADMIN);
        return refused != 0 ? refused : 201;
    }

    void addTeam(UUID team) {
        teams.add(team);
        parents.put(team, id);
    }

    int deleteTeam(UUID actor, UUID team, @Nullable UUID moveTo) {
        int refused = first(anywhere(actor, ADMIN), on(actor, team, ADMIN, teams));
        if (refused != 0) {
            return refused;
        }
        List<UUID> homeless = workspaces.stream()
                .filter(each -> team.equals(parents.get(each)))
                .toList();
        if (moveTo == null) {
            if (!homeless.isEmpty()) {
                return 409;
            }
        } else {
            if (moveTo.equals(team)) {
                return 400;
            }
            refused = on(actor, moveTo, ADMIN, teams);
            if (refused != 0) {
                return refused;
            }
            homeless.forEach(each -> parents.put(each, moveTo));
        }
        teams.remove(team);
        forget(team);
        return 204;
    }

    int createWorkspace(UUID actor, UUID team) {
        int refused = first(anywhere(actor, ADMIN), on(actor, team, ADMIN, teams));
        return refused != 0 ? refused : 201;
    }

    void addWorkspace(UUID workspace, UUID team) {
        workspaces.add(workspace);
        parents.put(workspace, team);
    }

    int moveWorkspace(UUID actor, UUID workspace, UUID team) {
        int refused = first(anywhere(actor, MEMBER), on(actor, workspace, MEMBER, workspaces));
        if (refused != 0) {
            return refused;
        }
        if (team.equals(parents.get(workspace))) {
            return 200;
        }
        refused = first(on(actor, workspace, ADMIN, workspaces), on(actor, team, ADMIN, teams));
        if (refused != 0) {
            return refused;
        }
        parents.put(workspace, team);
        return 200;
    }

    int deleteWorkspace(UUID actor, UUID workspace) {
        int refused = first(anywhere(actor, ADMIN), on(actor, workspace, ADMIN, workspaces));
        if (refused != 0) {
            return refused;
        }
        workspaces.remove(workspace);
        forget(workspace);
        return 204;
    }

    int assign(UUID actor, UUID principal, UUID node, int rank) {
        int refused = anywhere(actor, ADMIN);
        if (refused != 0) {
            return refused;
        }
        if (!nodes().contains(node) || rank(actor, node) == 0 || !sees(actor, principal)) {
            return 404;
        }
        refused = assignable(actor, principal, node, rank);
        if (refused != 0) {
            return refused;
        }
        give(actor, principal, node, rank);
        return 200;
    }

    /** Whether the principal holds a role on a node that the caller may read. */
    private boolean sees(UUID caller, UUID principal) {
        return rolesOf(principal).keySet().stream().anyMatch(node -> rank(caller, node) >= VIEWER);
    }

    int add(UUID actor, UUID principal, UUID node, int rank) {
        int refused = first(anywhere(actor, ADMIN), assignable(actor, principal, node, rank));
        if (refused != 0) {
            return refused;
        }
        if (rolesOf(principal).containsKey(node)) {
            return 409;
        }
        if (!isMember(principal)) {
            pending.add(principal);
        }
        give(actor, principal, node, rank);
        return 201;
    }

    private int assignable(UUID actor, UUID principal, UUID node, int rank) {
        int refused = on(actor, node, ADMIN, nodes());
        if (refused != 0) {
            return refused;
        }
        int own = rank(actor, node);
        if (rank(principal, node) == OWNER && own != OWNER) {
            return 403;
        }
        if (rank > own) {
            return 403;
        }
        return rank != OWNER && node.equals(id) && isLastOwner(principal) ? 409 : 0;
    }

    int removeMember(UUID actor, UUID principal) {
        int refused = onOrganization(actor, ADMIN);
        return refused != 0 ? refused : remove(actor, principal, id);
    }

    int removeRole(UUID actor, UUID principal, UUID node) {
        int refused = anywhere(actor, ADMIN);
        return refused != 0 ? refused : remove(actor, principal, node);
    }

    private int remove(UUID actor, UUID principal, UUID node) {
        if (!nodes().contains(node) || rank(actor, node) == 0) {
            return 404;
        }
        Set<UUID> taken = new HashSet<>();
        for (UUID held : rolesOf(principal).keySet()) {
            if (isBelow(held, node)) {
                taken.add(held);
            }
        }
        if (taken.isEmpty()) {
            return 404;
        }
        int refused = removable(actor, principal, node);
        if (refused != 0) {
            return refused;
        }
        for (UUID held : taken) {
            refused = removable(actor, principal, held);
            if (refused != 0) {
                return refused;
            }
        }
        taken.forEach(held -> take(principal, held));
        lost(Set.of(principal));
        return 204;
    }

    private int removable(UUID actor, UUID principal, UUID node) {
        int refused = on(actor, node, ADMIN, nodes());
        if (refused != 0) {
            return refused;
        }
        if (rank(principal, node) == OWNER && rank(actor, node) != OWNER) {
            return 403;
        }
        return node.equals(id) && isLastOwner(principal) ? 409 : 0;
    }

    private boolean isBelow(UUID node, UUID above) {
        for (@Nullable UUID at = node; at != null; at = parents.get(at)) {
            if (at.equals(above)) {
                return true;
            }
        }
        return false;
    }

    /** Only those count who are no mere names. */
    boolean isLastOwner(UUID principal) {
        List<UUID> owners = roles.keySet().stream()
                .filter(each -> rolesOf(each).getOrDefault(id, 0) == OWNER && !pending.contains(each))
                .toList();
        return owners.equals(List.of(principal));
    }

    private void forget(UUID node) {
        parents.remove(node);
        Set<UUID> losers = new HashSet<>();
        for (UUID principal : List.copyOf(roles.keySet())) {
            if (rolesOf(principal).containsKey(node)) {
                losers.add(principal);
            }
            take(principal, node);
        }
        lost(losers);
    }

    private void give(UUID giver, UUID principal, UUID node, int rank) {
        givers.computeIfAbsent(principal, ignored -> new HashMap<>()).put(node, giver);
        Integer before =
                roles.computeIfAbsent(principal, ignored -> new HashMap<>()).put(node, rank);
        if (before != null && before > rank) {
            lost(Set.of(principal));
        }
    }

    private void take(UUID principal, UUID node) {
        Map<UUID, Integer> held = roles.get(principal);
        if (held != null) {
            held.remove(node);
            if (held.isEmpty()) {
                roles.remove(principal);
            }
        }
    }

    private static int first(int refused, int otherwise) {
        return refused != 0 ? refused : otherwise;
    }
}
