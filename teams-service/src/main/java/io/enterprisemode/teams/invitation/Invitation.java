package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.teams.EmailAddress;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** An offer of a role on a node to whoever owns an e-mail address. */
@Entity
@Table(name = "invitation")
@IdClass(OrgScopedId.class)
@DynamicUpdate // InvitationMailer writes other columns of the same row
class Invitation {

    static final Duration LIFETIME = Duration.ofDays(7);

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "id")
    private UUID id;

    @Column(name = "email")
    private String email;

    /** The form in which addresses are compared; null in rows of before. */
    @Column(name = "email_key")
    private @Nullable String emailKey;

    @Column(name = "node_id")
    private UUID nodeId;

    @Enumerated(EnumType.STRING)
    @Column(name = "node_type")
    private NodeType nodeType;

    @Enumerated(EnumType.STRING)
    @Column(name = "role")
    private Role role;

    @Column(name = "token_sha256")
    private String tokenSha256;

    @Enumerated(EnumType.STRING)
    @Column(name = "status")
    private InvitationStatus status;

    @Column(name = "invited_by")
    private UUID invitedBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "settled_at")
    private @Nullable Instant settledAt;

    @Column(name = "accepted_by")
    private @Nullable UUID acceptedBy;

    /** When the e-mail is due. Set here when there is one to send; later {@link InvitationMailer} changes it. */
    @Column(name = "mail_due_at")
    private @Nullable Instant mailDueAt;

    /** Written by {@link InvitationMailer}. */
    @Column(name = "mailed_at", insertable = false, updatable = false)
    private @Nullable Instant mailedAt;

    protected Invitation() {}

    Invitation(
            OrgScopedId key,
            EmailAddress email,
            NodeRef node,
            Role role,
            String tokenSha256,
            UUID invitedBy,
            Instant now) {
        this.organizationId = key.organizationId();
        this.id = key.id();
        this.email = email.text();
        this.emailKey = email.key();
        this.nodeId = node.id();
        this.nodeType = node.type();
        this.role = role;
        this.tokenSha256 = tokenSha256;
        this.status = InvitationStatus.OPEN;
        this.invitedBy = invitedBy;
        this.createdAt = now;
        this.expiresAt = now.plus(LIFETIME);
        this.mailDueAt = now;
    }

    /** As it is stored: never EXPIRED. */
    InvitationStatus status() {
        return status;
    }

    InvitationStatus statusAt(Instant now) {
        return status == InvitationStatus.OPEN && !now.isBefore(expiresAt) ? InvitationStatus.EXPIRED : status;
    }

    void accept(UUID principalId, Instant now) {
        status = InvitationStatus.ACCEPTED;
        settledAt = now;
        acceptedBy = principalId;
    }

    void decline(Instant now) {
        status = InvitationStatus.DECLINED;
        settledAt = now;
    }

    void revoke(Instant now) {
        status = InvitationStatus.REVOKED;
        settledAt = now;
    }

    /**
     * Offers it again with a new token; the token of the latest e-mail is removed in the database. {@code by} becomes
     * the inviter, whose rights are checked when the invitation is accepted.
     */
    void offerAgain(UUID by, String newTokenSha256, Instant now) {
        invitedBy = by;
        tokenSha256 = newTokenSha256;
        expiresAt = now.plus(LIFETIME);
        mailDueAt = now;
    }

    boolean isFor(EmailAddress address) {
        return email().sameMailbox(address);
    }

    EmailAddress email() {
        return new EmailAddress(email);
    }

    NodeRef node() {
        return new NodeRef(nodeType, nodeId);
    }

    Role role() {
        return role;
    }

    UUID id() {
        return id;
    }

    UUID invitedBy() {
        return invitedBy;
    }

    InvitationView view(Instant now) {
        return view(statusAt(now));
    }

    InvitationView view(InvitationStatus shown) {
        return new InvitationView(
                id, email, nodeType, nodeId, role, shown, invitedBy, createdAt, expiresAt, mailedAt, null);
    }
}
