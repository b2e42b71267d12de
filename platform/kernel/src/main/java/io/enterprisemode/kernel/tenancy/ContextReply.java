package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for an answer that is made elsewhere, and gets it on the context they asked on.
 *
 * @param context null: no context of Vert.x, the answer is given where it is made
 */
public record ContextReply<A>(
        UniEmitter<? super A> emitter, @Nullable Context context) {

    /** Whoever is asking on this thread. */
    public static <A> ContextReply<A> here(UniEmitter<? super A> emitter) {
        return new ContextReply<>(emitter, Vertx.currentContext());
    }

    public void answer(A answer) {
        onTheirContext(() -> emitter.complete(answer));
    }

    public void fail(Throwable failure) {
        onTheirContext(() -> emitter.fail(failure));
    }

    private void onTheirContext(Runnable action) {
        if (context == null) {
            action.run();
        } else {
            context.runOnContext(ignored -> action.run());
        }
    }
}
