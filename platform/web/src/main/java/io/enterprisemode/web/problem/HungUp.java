package io.enterprisemode.web.problem;

import io.vertx.core.http.HttpClosedException;
import java.net.SocketException;

/**
 * Tells a request whose client has hung up in the middle of the body from one that failed here: nobody is there to read
 * the answer, and nothing here is in trouble.
 */
final class HungUp {

    private static final int DEEPEST = 20;

    private HungUp() {}

    /**
     * Whether a failure is that the client has hung up.
     *
     * @param bodyEnded whether all of the body has come
     * @param closed whether the connection is closed by now; of a failure to read from it, that may be known only later
     */
    static boolean is(Throwable failure, boolean bodyEnded, boolean closed) {
        return !bodyEnded && (closed || isOfConnection(failure));
    }

    private static boolean isOfConnection(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            if (cause instanceof HttpClosedException || cause instanceof SocketException) {
                return true;
            }
        }
        return false;
    }
}
