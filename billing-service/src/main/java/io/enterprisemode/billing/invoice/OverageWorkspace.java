package io.enterprisemode.billing.invoice;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;

/** What a workspace used in the period of an overage, as it is stored. */
@Entity
@Table(name = "plan_overage_workspace")
@IdClass(OverageWorkspace.Key.class)
class OverageWorkspace {

    record Key(UUID organizationId, UUID overageId, UUID workspaceId) implements Serializable {}

    @Id
    @Column(name = "org_id")
    private UUID organizationId;

    @Id
    @Column(name = "overage_id")
    private UUID overageId;

    @Id
    @Column(name = "workspace_id")
    private UUID workspaceId;

    @Column(name = "quantity")
    private long quantity;

    protected OverageWorkspace() {}

    UUID overageId() {
        return overageId;
    }

    UUID workspaceId() {
        return workspaceId;
    }

    long quantity() {
        return quantity;
    }
}
