package io.enterprisemode.teams.scim;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An e-mail address of a provisioned user, by which it is found. */
@Entity
@Table(name = "scim_user_email")
@IdClass(ScimUserEmail.Key.class)
class ScimUserEmail {

    record Key(UUID organizationId, UUID userId, int ordinal) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "user_id")
    private UUID userId;

    @Id
    @Column(name = "ordinal")
    private int ordinal;

    @Column(name = "address")
    private String address;

    /** Written by a trigger. */
    @Column(name = "address_folded", insertable = false, updatable = false)
    private @Nullable String addressFolded;

    @Column(name = "type")
    private @Nullable String type;

    @Column(name = "is_primary")
    private boolean primary;

    protected ScimUserEmail() {}

    ScimUserEmail(Key key, String address, @Nullable String type, boolean primary) {
        this.organizationId = key.organizationId();
        this.userId = key.userId();
        this.ordinal = key.ordinal();
        this.address = address;
        this.type = type;
        this.primary = primary;
    }
}
