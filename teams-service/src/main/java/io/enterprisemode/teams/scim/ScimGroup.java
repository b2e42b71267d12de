package io.enterprisemode.teams.scim;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an identity provider has said of a team beyond its name. */
@Entity
@Table(name = "scim_group")
@IdClass(OrgScopedId.class)
class ScimGroup {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "external_id")
    private @Nullable String externalId;

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected ScimGroup() {}

    ScimGroup(OrgScopedId key, @Nullable String externalId, Instant now) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.externalId = externalId;
        this.revision = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    void change(@Nullable String newExternalId, Instant now) {
        externalId = newExternalId;
        revision++;
        changedAt = now;
    }
}
