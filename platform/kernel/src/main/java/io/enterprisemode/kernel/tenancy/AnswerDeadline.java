package io.enterprisemode.kernel.tenancy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.CommandResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which an answer of PostgreSQL is pending and nothing is received. The timeouts inside
 * PostgreSQL do not help when the server is unreachable without an error, for example behind a network that drops all
 * packets. Pending statements fail as on any lost connection, and the pool opens a new one.
 *
 * <p>A statement only sets a flag. A timer checks the connection {@link #LOOKS} times within the deadline. It closes
 * the connection when enough checks in a row found a pending answer and nothing received. A pause of this process
 * counts as one check, whatever its length, so that answers that wait to be read are read first.
 */
final class AnswerDeadline extends ChannelDuplexHandler {

    private static final Logger LOG = Logger.getLogger(AnswerDeadline.class);
    private static final String NAME = "answer-deadline";

    /** Closes a connection that is silent while it is being made, see {@link PoolFactory}. */
    private static final String WHILE_CONNECTING = "idle";

    private static final String LAST = "handler";
    private static final int LOOKS = 8;

    private final Duration usual;
    private final long pauseNanos;
    private volatile Duration deadline;
    private @Nullable Future<?> looking;
    private int owed;
    private int silent;
    private boolean heard;

    private AnswerDeadline(Duration usual) {
        this.usual = usual;
        this.deadline = usual;
        this.pauseNanos = Math.max(1, usual.toNanos() / LOOKS);
    }

    /** Begins to watch over a connection that stands. */
    static void watch(SqlConnection connection, Duration deadline) {
        channel(connection).map(Channel::pipeline).ifPresent(pipeline -> {
            if (pipeline.get(WHILE_CONNECTING) != null) {
                pipeline.remove(WHILE_CONNECTING);
            }
            if (pipeline.get(LAST) != null) {
                pipeline.addBefore(LAST, NAME, new AnswerDeadline(deadline));
            }
        });
    }

    /** The one that watches over a connection; empty for a connection of another pool. */
    static Optional<AnswerDeadline> of(SqlConnection connection) {
        return channel(connection).map(Channel::pipeline).map(AnswerDeadline::in);
    }

    private static @Nullable AnswerDeadline in(ChannelPipeline pipeline) {
        return pipeline.get(NAME) instanceof AnswerDeadline watching ? watching : null;
    }

    private static Optional<Channel> channel(SqlConnection connection) {
        if (!(connection instanceof SqlConnectionInternal internal)) {
            return Optional.empty();
        }
        // Unwrapped twice, because the pool wraps its connections. Unwrapping a connection without a wrapper returns
        // itself.
        return internal.unwrap().unwrap() instanceof SocketConnectionBase socket
                ? Optional.of(socket.socket().channelHandlerContext().channel())
                : Optional.empty();
    }

    /** From now on answers may take so long. */
    void allow(Duration longer) {
        deadline = longer;
    }

    /** From now on answers may take as long as usual. */
    void allowTheUsual() {
        deadline = usual;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        looking = context.executor()
                .scheduleWithFixedDelay(() -> look(context), pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        Future<?> looks = looking;
        if (looks != null) {
            looks.cancel(false);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CommandBase) {
            owed++;
            heard = true;
        }
        var _ = context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof CommandResponse) {
            owed--;
        }
        context.fireChannelRead(message);
    }

    /** Also while an answer is on its way that is not complete yet. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        heard = true;
        context.fireChannelReadComplete();
    }

    private void look(ChannelHandlerContext context) {
        if (owed <= 0 || heard) {
            heard = false;
            silent = 0;
            return;
        }
        silent++;
        if (silent * pauseNanos >= deadline.toNanos()) {
            LOG.warnf("PostgreSQL has said nothing for %s: the connection is given up", deadline);
            var _ = context.close();
        }
    }
}
