package io.enterprisemode.kernel.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The context of Vert.x on which something is asked; what goes on there may need it, as transactions do. */
final class CallerContext {

    private CallerContext() {}

    /** The same answer, given on the context of whoever asks; without one, where it is made. */
    static <T> Uni<T> kept(Uni<T> answer) {
        return Uni.createFrom().deferred(() -> {
            Context caller = Vertx.currentContext();
            return caller == null ? answer : answer.emitOn(task -> caller.runOnContext(ignored -> task.run()));
        });
    }
}
