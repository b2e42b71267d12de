package io.enterprisemode.teams.structure;

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
import org.jspecify.annotations.Nullable;

/** A team of an organization. */
@Entity
@Table(name = "team")
@IdClass(OrgScopedId.class)
class Team {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "name")
    private String name;

    /** Written by a trigger. */
    @Column(name = "name_folded", insertable = false, updatable = false)
    private @Nullable String nameFolded;

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected Team() {}

    Team(UUID organizationId, UUID id, String name, Instant now) {
        this.organizationId = organizationId;
        this.id = id;
        this.name = name;
        this.revision = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    void rename(String newName, Instant now) {
        name = newName;
        revision++;
        changedAt = now;
    }

    TeamView view() {
        return new TeamView(id, name, revision, createdAt, changedAt);
    }

    NodeChanged event() {
        return event(false, revision, changedAt);
    }

    NodeChanged deletion(Instant now) {
        return event(true, revision + 1, now);
    }

    private NodeChanged event(boolean deleted, long atRevision, Instant at) {
        return new NodeChanged(organizationId, id, NodeType.TEAM, organizationId, name, null, deleted, atRevision, at);
    }
}
