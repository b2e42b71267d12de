package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.teams.NodeChanged;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
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

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected Organization() {}

    Organization(UUID id, String name, String timeZone, @Nullable String billingEmail, Instant now) {
        this.id = id;
        this.name = name;
        this.timeZone = timeZone;
        this.billingEmail = billingEmail;
        this.revision = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    void change(String newName, String newTimeZone, @Nullable String newBillingEmail, Instant now) {
        name = newName;
        timeZone = newTimeZone;
        billingEmail = newBillingEmail;
        revision++;
        changedAt = now;
    }

    OrganizationView view() {
        return new OrganizationView(id, name, timeZone, billingEmail, revision, createdAt, changedAt);
    }

    NodeChanged event() {
        return new NodeChanged(id, id, NodeType.ORGANIZATION, null, name, timeZone, false, revision, changedAt);
    }
}
