package io.enterprisemode.teams.domain;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A domain that an organization claims; verified by {@link DomainVerification} only. */
@Entity
@Table(name = "organization_domain")
@IdClass(OrganizationDomain.Key.class)
class OrganizationDomain {

    record Key(UUID organizationId, String domain) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "domain")
    private String domain;

    /** Written anew by {@link DomainVerification}. */
    @Column(name = "challenge", updatable = false)
    private String challenge;

    /** Written by {@link DomainVerification} and {@link DomainLookups}. */
    @Column(name = "verified_at", updatable = false)
    private @Nullable Instant verifiedAt;

    /** Written by {@link DomainLookups}. */
    @Column(name = "record_missing_since", insertable = false, updatable = false)
    private @Nullable Instant recordMissingSince;

    @Column(name = "jit_enabled")
    private boolean jitEnabled;

    @Enumerated(EnumType.STRING)
    @Column(name = "jit_role")
    private JustInTimeRole jitRole;

    @Column(name = "revision")
    private long revision;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected OrganizationDomain() {}

    OrganizationDomain(Key key, String challenge, boolean jitEnabled, JustInTimeRole jitRole, Instant now) {
        this.organizationId = key.organizationId();
        this.domain = key.domain();
        this.challenge = challenge;
        this.jitEnabled = jitEnabled;
        this.jitRole = jitRole;
        this.revision = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    void change(boolean enabled, JustInTimeRole role, Instant now) {
        jitEnabled = enabled;
        jitRole = role;
        revision++;
        changedAt = now;
    }

    boolean isVerified() {
        return verifiedAt != null;
    }

    /** Whether somebody with an address there is admitted. */
    boolean admits() {
        return isVerified() && jitEnabled;
    }

    JustInTimeRole jitRole() {
        return jitRole;
    }

    String challenge() {
        return challenge;
    }

    DomainView view() {
        return new DomainView(
                domain,
                DnsChallenge.of(domain, challenge),
                verifiedAt,
                recordMissingSince,
                jitEnabled,
                jitRole,
                revision,
                createdAt,
                changedAt);
    }
}
