package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A workspace of a team. */
@Entity
@Table(name = "workspace")
@IdClass(OrgScopedId.class)
class Workspace {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "team_id")
    private UUID teamId;

    @Column(name = "name")
    private String name;

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected Workspace() {}

    Workspace(UUID organizationId, UUID id, UUID teamId, String name, Instant now) {
        this.organizationId = organizationId;
        this.id = id;
        this.teamId = teamId;
        this.name = name;
        this.revision = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    void change(String newName, UUID newTeamId, Instant now) {
        name = newName;
        teamId = newTeamId;
        revision++;
        changedAt = now;
    }

    UUID id() {
        return id;
    }

    NodePath path() {
        return NodePath.workspace(organizationId, teamId, id);
    }

    WorkspaceView view() {
        return new WorkspaceView(id, teamId, name, revision, createdAt, changedAt);
    }

    NodeChanged event() {
        return event(false, revision, changedAt);
    }

    NodeChanged deletion(Instant now) {
        return event(true, revision + 1, now);
    }

    private NodeChanged event(boolean deleted, long atRevision, Instant at) {
        return new NodeChanged(organizationId, id, NodeType.WORKSPACE, teamId, name, null, deleted, atRevision, at);
    }
}
