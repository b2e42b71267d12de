package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for an answer from another thread. The answer is delivered on the caller's context.
 *
 * @param context null: the caller has no Vert.x context; the answer is delivered on the thread that produces it
 */
public record ContextReply<A>(
        UniEmitter<? super A> emitter, @Nullable Context context) {

    /** The caller on the current thread. */
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
