package io.enterprisemode.kernel.tenancy;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Runs work on a Vert.x context of its own: work of several organizations at once, since a context has the transaction
 * of one only, or work of a caller on any thread.
 */
@ApplicationScoped
public class OwnContext {

    private final Vertx vertx;

    OwnContext(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Runs the work; its outcome comes back on the context of the caller. */
    public <T> Uni<T> run(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> {
            ContextReply<T> reply = ContextReply.here(emitter);
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(ignored -> work.subscribe().with(reply::answer, reply::fail));
        });
    }
}
