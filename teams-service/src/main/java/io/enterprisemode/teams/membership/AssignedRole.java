package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A role of a principal on one node, as it is stored. */
@Entity
@Table(name = "role_assignment")
@IdClass(AssignedRole.Key.class)
class AssignedRole {

    record Key(UUID organizationId, UUID principalId, UUID nodeId) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "principal_id")
    private UUID principalId;

    @Id
    @Column(name = "node_id")
    private UUID nodeId;

    @Enumerated(EnumType.STRING)
    @Column(name = "node_type")
    private NodeType nodeType;

    @Enumerated(EnumType.STRING)
    @Column(name = "role")
    private Role role;

    @Column(name = "assigned_at")
    private Instant assignedAt;

    /** Who gave it; null in rows of before. */
    @Column(name = "assigned_by")
    private @Nullable UUID assignedBy;

    protected AssignedRole() {}

    AssignedRole(UUID organizationId, UUID principalId, NodeRef node, Role role, UUID assignedBy, Instant assignedAt) {
        this.organizationId = organizationId;
        this.principalId = principalId;
        this.nodeId = node.id();
        this.nodeType = node.type();
        this.role = role;
        this.assignedBy = assignedBy;
        this.assignedAt = assignedAt;
    }

    UUID principalId() {
        return principalId;
    }

    Role role() {
        return role;
    }

    RoleAssignment assignment() {
        return new RoleAssignment(nodeType, nodeId, role);
    }

    Optional<GivenRole> given() {
        return Optional.ofNullable(assignedBy).map(by -> new GivenRole(principalId, assignment(), by));
    }

    void change(Role to, UUID by, Instant at) {
        role = to;
        assignedBy = by;
        assignedAt = at;
    }

    /** Confirms the role: from now on it does not depend on the rights of its giver. */
    void settle() {
        assignedBy = null;
    }

    /** Sets a new giver of the same role, on whose rights it depends from now on. */
    void giveAgain(UUID by) {
        assignedBy = by;
    }
}
