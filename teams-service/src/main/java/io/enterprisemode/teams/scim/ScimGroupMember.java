package io.enterprisemode.teams.scim;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** A provisioned user in a group. */
@Entity
@Table(name = "scim_group_member")
@IdClass(ScimGroupMember.Key.class)
class ScimGroupMember {

    record Key(UUID organizationId, UUID groupId, UUID userId) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "group_id")
    private UUID groupId;

    @Id
    @Column(name = "user_id")
    private UUID userId;

    protected ScimGroupMember() {}

    ScimGroupMember(Key key) {
        this.organizationId = key.organizationId();
        this.groupId = key.groupId();
        this.userId = key.userId();
    }
}
