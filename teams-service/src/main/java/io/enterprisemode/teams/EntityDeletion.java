package io.enterprisemode.teams;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Takes entities away by statements, since removing them is not safe from several sessions at once. */
public final class EntityDeletion {

    private EntityDeletion() {}

    /**
     * Runs the statement that deletes the entity's row, after all changes before it, and lets the session forget the
     * entity.
     *
     * @param statement answers how many rows it deleted
     */
    public static Uni<Void> of(Tenant tenant, Object entity, Supplier<Uni<Long>> statement) {
        return tenant.session()
                .flush()
                .chain(() -> statement.get())
                .invoke(() -> tenant.session().detach(entity))
                .replaceWithVoid();
    }
}
