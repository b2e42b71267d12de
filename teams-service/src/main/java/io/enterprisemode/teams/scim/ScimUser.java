package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.teams.CaselessText;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A provisioned user. */
@Entity
@Table(name = "scim_user")
@IdClass(OrgScopedId.class)
class ScimUser {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "user_name")
    private String userName;

    @Column(name = "user_name_key")
    private String userNameKey;

    /** Written by a trigger. */
    @Column(name = "user_name_folded", insertable = false, updatable = false)
    private @Nullable String userNameFolded;

    /** Written by a trigger. */
    @Column(name = "display_name_folded", insertable = false, updatable = false)
    private @Nullable String displayNameFolded;

    @Column(name = "external_id")
    private @Nullable String externalId;

    @Column(name = "display_name_key")
    private @Nullable String displayNameKey;

    @Column(name = "active")
    private boolean active;

    @Column(name = "attributes")
    private String attributes;

    @Column(name = "principal_id")
    private @Nullable UUID principalId;

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    @Column(name = "linked_at")
    private @Nullable Instant linkedAt;

    protected ScimUser() {}

    ScimUser(OrgScopedId key, ObjectNode resource, Instant now) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.revision = 0;
        this.createdAt = now;
        change(resource, now);
    }

    /** Takes the resource over, in the form of {@link UserRules#complete}. */
    final void change(ObjectNode resource, Instant now) {
        userName = resource.path("userName").asText();
        userNameKey = ComparisonForm.userName(userName);
        externalId =
                resource.hasNonNull("externalId") ? resource.path("externalId").asText() : null;
        displayNameKey = resource.hasNonNull("displayName")
                ? CaselessText.folded(resource.path("displayName").asText())
                : null;
        active = resource.path("active").asBoolean();
        attributes = resource.toString();
        revision++;
        changedAt = now;
    }

    /** Says who this is. */
    void link(UUID principal, Instant now) {
        principalId = principal;
        linkedAt = now;
        touch(now);
    }

    /** Counts a change of what the resource shows beside its attributes. */
    void touch(Instant now) {
        revision++;
        changedAt = now;
    }

    UUID id() {
        return id;
    }

    String userName() {
        return userName;
    }

    String userNameKey() {
        return userNameKey;
    }

    @Nullable
    String externalId() {
        return externalId;
    }

    boolean isActive() {
        return active;
    }

    String attributes() {
        return attributes;
    }

    Optional<UUID> principalId() {
        return Optional.ofNullable(principalId);
    }

    @Nullable
    Instant linkedAt() {
        return linkedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant changedAt() {
        return changedAt;
    }

    ScimVersion version() {
        return ScimVersion.of(revision);
    }
}
