package io.enterprisemode.testkit.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A way to the embedded PostgreSQL that can be cut where it hurts: before a statement arrives, or after a commit is
 * done and before its answer is back. What is to be cut is recognised by an id that is among the parameters of a
 * statement. It can also fall silent, as a network that drops everything does.
 */
public final class DatabaseProxy implements AutoCloseable {

    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    private enum Cut {
        STATEMENT,
        ANSWER_OF_COMMIT
    }

    private record Order(Cut cut, UUID parameter) {}

    private static final class Translation {

        private final byte[] text;
        private final byte[] translation;

        private Translation(String text, String translation) {
            this.text = text.getBytes(StandardCharsets.US_ASCII);
            this.translation = translation.getBytes(StandardCharsets.US_ASCII);
        }

        /** Puts in the translation for the text; answers how many bytes at the end may be the beginning of the text. */
        int apply(byte[] answer) {
            for (int from = 0; from < answer.length; from++) {
                int length = Math.min(text.length, answer.length - from);
                if (!Arrays.equals(answer, from, from + length, text, 0, length)) {
                    continue;
                }
                if (length < text.length) {
                    return length;
                }
                System.arraycopy(translation, 0, answer, from, length);
            }
            return 0;
        }
    }

    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Order> order = new AtomicReference<>();
    private final AtomicReference<@Nullable Translation> translated = new AtomicReference<>();
    private volatile boolean closed;
    private volatile boolean refusing;
    private final AtomicInteger cuts = new AtomicInteger();
    private final BooleanSupplier silent;

    public DatabaseProxy(int server) {
        this(server, () -> false);
    }

    /**
     * A way that falls silent.
     *
     * @param silent while it answers true, connections are made and nothing is passed on; a connection of which
     *     something was swallowed stays silent for ever
     */
    public DatabaseProxy(int server, BooleanSupplier silent) {
        this.server = server;
        this.silent = silent;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("database-proxy", this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /**
     * The connection on which a statement with this parameter is sent is cut before it arrives, and no other one is let
     * through until {@link #restore}.
     */
    public void cutStatementWith(UUID parameter) {
        order.set(new Order(Cut.STATEMENT, parameter));
    }

    /**
     * The commit of the transaction that has a statement with this parameter is done, and the connection is cut instead
     * of saying so.
     */
    public void loseAnswerOfCommitWith(UUID parameter) {
        order.set(new Order(Cut.ANSWER_OF_COMMIT, parameter));
    }

    /**
     * The server speaks another language: this text of its answers is replaced, on connections made from now on.
     *
     * @param text in ASCII, as the server without translations says it
     * @param translation in ASCII and no longer than the text, to whose length blanks fill it up
     */
    public void translate(String text, String translation) {
        if (translation.length() > text.length()) {
            throw new IllegalArgumentException("longer than '" + text + "': " + translation);
        }
        String filled = translation + " ".repeat(text.length() - translation.length());
        translated.set(new Translation(text, filled));
    }

    /** How often it was cut. */
    public int cuts() {
        return cuts.get();
    }

    /** Lets connections through again. */
    public void restore() {
        refusing = false;
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(DatabaseProxy::end);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    end(client);
                    continue;
                }
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(upstream);
                new Pair(client, upstream).start();
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int from = 0; from + part.length <= text.length; from++) {
            if (Arrays.equals(text, from, from + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /** One connection. */
    private final class Pair {

        private final Socket client;
        private final Socket upstream;
        private boolean concerned;
        private volatile boolean answerIsLost;
        private volatile boolean fallenSilent;

        Pair(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void start() {
            DatabaseProxy.start("database-proxy-requests", () -> pump(client, upstream, true));
            DatabaseProxy.start("database-proxy-answers", () -> pump(upstream, client, false));
        }

        private void pump(Socket from, Socket to, boolean requests) {
            byte[] buffer = new byte[64 * 1024];
            Translation translation = requests ? null : translated.get();
            int held = 0;
            try {
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer, held, buffer.length - held)) {
                    fallenSilent = fallenSilent || silent.getAsBoolean();
                    if (fallenSilent) {
                        continue;
                    }
                    byte[] sent = Arrays.copyOf(buffer, held + read);
                    if (translation != null) {
                        held = translation.apply(sent);
                        System.arraycopy(sent, sent.length - held, buffer, 0, held);
                        sent = Arrays.copyOf(sent, sent.length - held);
                    }
                    if (requests ? isCut(sent) : answerIsLost) {
                        cuts.incrementAndGet();
                        break;
                    }
                    to.getOutputStream().write(sent);
                    to.getOutputStream().flush();
                }
            } catch (IOException e) {
                // One of both has gone; the other one goes, too.
            } finally {
                end(client);
                end(upstream);
            }
        }

        private boolean isCut(byte[] sent) {
            Order wanted = order.get();
            if (wanted == null) {
                return false;
            }
            concerned = concerned || contains(sent, bytes(wanted.parameter()));
            if (!concerned) {
                return false;
            }
            return switch (wanted.cut()) {
                case STATEMENT -> {
                    refusing = true;
                    order.set(null);
                    yield true;
                }
                case ANSWER_OF_COMMIT -> {
                    if (contains(sent, COMMIT)) {
                        order.set(null);
                        answerIsLost = true;
                    }
                    yield false;
                }
            };
        }
    }
}
