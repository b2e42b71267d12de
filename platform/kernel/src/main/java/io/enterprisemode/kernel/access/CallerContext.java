package io.enterprisemode.kernel.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** The Vert.x context of the caller. Code that continues after an answer may need it, for example transactions. */
final class CallerContext {

    private CallerContext() {}

    /** The same answer, emitted on the context of the caller; without a context, on the thread that produces it. */
    static <T> Uni<T> kept(Uni<T> answer) {
        return Uni.createFrom().deferred(() -> {
            Context caller = Vertx.currentContext();
            return caller == null ? answer : answer.emitOn(task -> caller.runOnContext(ignored -> task.run()));
        });
    }
}
