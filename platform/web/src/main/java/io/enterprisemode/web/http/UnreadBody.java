package io.enterprisemode.web.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * Handles the rest of a body when the answer is sent before the body was read. A client that is still sending would
 * lose the answer if the connection were closed immediately (RFC 9112, section 9.6). So the rest is read and discarded
 * for a while, then the connection is closed. Over HTTP/2 only the stream ends; the connection stays open for other
 * streams.
 */
public final class UnreadBody {

    private static final long LINGER_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private UnreadBody() {}

    /**
     * Call it before the answer is written, for a request that nothing else reads. When the body has not arrived
     * completely, it announces that the connection will be closed, and closes it when the rest has arrived, or after 5
     * s. It does nothing for a request without a body.
     */
    public static void closeAfterwards(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.isEnded()) {
            return;
        }
        boolean multiplexed = request.version() == HttpVersion.HTTP_2;
        boolean announced = request.getHeader("Content-Length") != null
                ? !"0".equals(request.getHeader("Content-Length"))
                : multiplexed || request.headers().contains("Transfer-Encoding");
        request.handler(rest -> {});
        request.exceptionHandler(gone -> {});
        if (announced) {
            if (!multiplexed) {
                routing.response().putHeader("Connection", "close");
            }
            routing.addEndHandler(sent -> linger(request, multiplexed));
        }
        request.resume();
    }

    /** Closes the connection after the answer, even when more data may arrive on it. */
    public static void close(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        routing.response().putHeader("Connection", "close");
        if (request.isEnded()) {
            routing.addEndHandler(sent -> request.connection().close());
            return;
        }
        request.handler(rest -> {});
        request.exceptionHandler(gone -> {});
        routing.addEndHandler(sent -> linger(request, false));
        request.resume();
    }

    private static void linger(HttpServerRequest request, boolean multiplexed) {
        if (request.isEnded()) {
            if (!multiplexed) {
                request.connection().close();
            }
            return;
        }
        long timer = Vertx.currentContext().owner().setTimer(LINGER_MILLIS, late -> cut(request, multiplexed));
        request.endHandler(whole -> {
            Vertx.currentContext().owner().cancelTimer(timer);
            if (!multiplexed) {
                request.connection().close();
            }
        });
    }

    private static void cut(HttpServerRequest request, boolean multiplexed) {
        if (multiplexed) {
            request.response().reset(0);
        } else {
            request.connection().close();
        }
    }
}
