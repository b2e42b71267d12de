package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.teams.NodeChanged;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tenant, the root of a hierarchy. */
@Entity
@Table(name = "organization")
class Organization {

    @Id
    @Column(name = "org_id")
    private UUID id;

    @Column(name = "name")
    private String name;

    @Column(name = "time_zone")
    private String timeZone;

    @Column(name = "billing_email")
    private @Nullable String billingEmail;

    @Column(name = "tax_id")
    private @Nullable String taxId;

    @Enumerated(EnumType.STRING)
    @Column(name = "state")
    private OrganizationState state;

    @Column(name = "deletion_due_at")
    private @Nullable Instant deletionDueAt;

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected Organization() {}

    Organization(UUID id, OrganizationProfile profile, Instant now) {
        this.id = id;
        this.name = profile.name();
        this.timeZone = profile.timeZone();
        this.billingEmail = profile.billingEmail();
        this.taxId = profile.taxId();
        this.state = OrganizationState.ACTIVE;
        this.revision = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    OrganizationProfile profile() {
        return new OrganizationProfile(name, timeZone, billingEmail, taxId);
    }

    void change(OrganizationProfile profile, Instant now) {
        name = profile.name();
        timeZone = profile.timeZone();
        billingEmail = profile.billingEmail();
        taxId = profile.taxId();
        touch(now);
    }

    /** Asks for its deletion. */
    void close(Instant dueAt, Instant now) {
        state = OrganizationState.PENDING_DELETION;
        deletionDueAt = dueAt;
        touch(now);
    }

    /** Takes the deletion back. */
    void reopen(Instant now) {
        state = OrganizationState.ACTIVE;
        deletionDueAt = null;
        touch(now);
    }

    private void touch(Instant now) {
        revision++;
        changedAt = now;
    }

    OrganizationState state() {
        return state;
    }

    @Nullable
    Instant deletionDueAt() {
        return deletionDueAt;
    }

    OrganizationView view() {
        return new OrganizationView(
                id, name, timeZone, billingEmail, taxId, state, deletionDueAt, revision, createdAt, changedAt);
    }

    NodeChanged event() {
        return new NodeChanged(
                id,
                id,
                NodeType.ORGANIZATION,
                null,
                name,
                timeZone,
                deletionDueAt,
                state == OrganizationState.DELETED,
                revision,
                changedAt);
    }
}
