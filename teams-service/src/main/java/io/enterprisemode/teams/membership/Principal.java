package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.teams.EmailAddress;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Somebody, or a program, known in an organization; stays known after leaving. */
@Entity
@Table(name = "principal")
@IdClass(OrgScopedId.class)
class Principal {

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Enumerated(EnumType.STRING)
    @Column(name = "kind")
    private PrincipalKind kind;

    @Column(name = "issuer")
    private String issuer;

    @Column(name = "subject")
    private String subject;

    @Column(name = "name")
    private @Nullable String name;

    @Column(name = "email")
    private @Nullable String email;

    /** Somebody else made it a member; see {@code Grants#pending}. */
    @Column(name = "pending")
    private boolean pending;

    /** Counted by {@link PrincipalRepository#countChange} only, which an entity in a session does not see. */
    @Column(name = "membership_revision", updatable = false)
    private long membershipRevision;

    @Column(name = "joined_at")
    private Instant joinedAt;

    @Column(name = "refreshed_at")
    private Instant refreshedAt;

    protected Principal() {}

    Principal(UUID organizationId, Identity identity, boolean pending, Instant now) {
        this.organizationId = organizationId;
        this.id = identity.principalId();
        this.kind = identity.kind();
        this.issuer = identity.issuer();
        this.subject = identity.subject();
        this.name = identity.name();
        this.email = EmailAddress.kept(identity.email());
        this.pending = pending;
        this.membershipRevision = 0;
        this.joinedAt = now;
        this.refreshedAt = now;
    }

    /** Takes over what the token of the principal says of itself; what it does not say stays as it is known. */
    void refresh(Identity identity, Instant now) {
        name = identity.name() == null ? name : identity.name();
        email = identity.email() == null ? email : EmailAddress.kept(identity.email());
        refreshedAt = now;
    }

    /**
     * Makes it a person, as its token says, who lets the organization count in all requests; name and address come with
     * a token.
     */
    void confirm(PrincipalKind asTheTokenSays) {
        pending = false;
        if (asTheTokenSays == PrincipalKind.USER) {
            kind = PrincipalKind.USER;
        }
    }

    /** Makes it a member by somebody else's doing, or one that waits for a seat. */
    void enrol() {
        pending = true;
    }

    boolean pending() {
        return pending;
    }

    UUID id() {
        return id;
    }

    PrincipalKind kind() {
        return kind;
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String email() {
        return email;
    }

    String subject() {
        return subject;
    }

    Instant joinedAt() {
        return joinedAt;
    }
}
