package io.enterprisemode.billing.invoice;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A way to PostgreSQL that counts the statements on all of its connections from the moment it is armed, and is cut at
 * one of them. A statement is an Execute or a simple Query of the frontend protocol, version 3. Statements that are a
 * transaction each, such as those of a relay, are not counted.
 */
final class StatementBoundaryProxy implements AutoCloseable {

    /** Where the cut is. */
    enum Moment {
        /** The statement does not arrive. */
        BEFORE,
        /** It is executed, and its answer is lost. */
        AFTER
    }

    /** What is cut. */
    enum Reach {
        /** All connections, and none is made until the way is restored: the process was killed. */
        PROCESS,
        /** The connection of the statement: other replicas go on. */
        CONNECTION
    }

    /** Longer than any message of a frontend here; more is a mistake in reading them. */
    private static final int LONGEST_MESSAGE = 16 << 20;

    private static final int EXECUTE = 'E';
    private static final int QUERY = 'Q';

    private final ServerSocket listener;
    private final int server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final List<String> statements = new ArrayList<>();
    private Predicate<String> counted = each -> true;
    private int passed;
    private int cutAt;
    private Moment moment = Moment.BEFORE;
    private Reach reach = Reach.PROCESS;
    private boolean cut;
    private boolean refusing;
    private volatile boolean closed;

    /** @param server port of PostgreSQL on this machine */
    StatementBoundaryProxy(int server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("boundary-proxy", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /**
     * Counts from now on, and cuts once.
     *
     * @param statement the number of the statement at which it is cut, the first is 1; 0: it is only counted
     */
    synchronized void arm(int statement, Moment at, Reach what) {
        arm(statement, each -> true, at, what);
    }

    /**
     * The same, and only some statements count for the cut.
     *
     * @param which by their texts
     */
    synchronized void arm(int statement, Predicate<String> which, Moment at, Reach what) {
        statements.clear();
        counted = which;
        passed = 0;
        cutAt = statement;
        moment = at;
        reach = what;
        cut = false;
    }

    /** Ends the counting, and lets connections through again; answers whether it was cut. */
    synchronized boolean restore() {
        cutAt = 0;
        refusing = false;
        return cut;
    }

    /** The statements since it was armed, in the order in which they came; those that were prepared are empty. */
    synchronized List<String> statements() {
        return List.copyOf(statements);
    }

    @Override
    public void close() {
        closed = true;
        end(listener);
        connections.forEach(Connection::end);
    }

    /** Notes a statement; answers where its connection is cut, null: nowhere. */
    private synchronized @Nullable Moment note(String statement) {
        statements.add(statement);
        passed += counted.test(statement) ? 1 : 0;
        if (cut || passed != cutAt || !counted.test(statement)) {
            return null;
        }
        cut = true;
        return moment;
    }

    private void cut(Connection connection) {
        synchronized (this) {
            refusing = reach == Reach.PROCESS;
        }
        if (reach == Reach.PROCESS) {
            connections.forEach(Connection::end);
        } else {
            connection.end();
        }
    }

    private synchronized boolean isRefusing() {
        return refusing;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (isRefusing()) {
                    end(client);
                } else {
                    new Connection(client, new Socket(InetAddress.getLoopbackAddress(), server)).open();
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private static void end(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Connection {

        private final Socket client;
        private final Socket upstream;
        private volatile boolean answerIsLost;
        private boolean isInTransaction;

        private Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        private void open() throws IOException {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            connections.add(this);
            start("boundary-proxy-requests", () -> pump(this::requests));
            start("boundary-proxy-answers", () -> pump(this::answers));
        }

        private void end() {
            StatementBoundaryProxy.end(client);
            StatementBoundaryProxy.end(upstream);
            connections.remove(this);
        }

        private interface Pump {
            void run() throws IOException;
        }

        private void pump(Pump pump) {
            try {
                pump.run();
            } catch (EOFException | java.net.SocketException gone) {
                // One of both has gone; the other one goes, too.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                end();
            }
        }

        /** The first message has no type: the request to start, without encryption. */
        private void requests() throws IOException {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = upstream.getOutputStream();
            int length = in.readInt();
            out.write(message(null, length, in));
            while (true) {
                int type = in.readUnsignedByte();
                byte[] message = message((byte) type, in.readInt(), in);
                Moment cutHere = type == EXECUTE || type == QUERY ? noted(text(type, message)) : null;
                if (cutHere == Moment.BEFORE) {
                    cut(this);
                    return;
                }
                answerIsLost = answerIsLost || cutHere == Moment.AFTER;
                out.write(message);
                // A message that is held back would be one that the server never answers.
                out.flush();
            }
        }

        private @Nullable Moment noted(String statement) {
            String command = statement.toUpperCase(Locale.ROOT);
            boolean begins = command.startsWith("BEGIN");
            boolean counts = begins || isInTransaction;
            isInTransaction = counts && !command.startsWith("COMMIT") && !command.startsWith("ROLLBACK");
            return counts ? note(statement) : null;
        }

        private static byte[] message(@Nullable Byte type, int length, DataInputStream in) throws IOException {
            if (length < Integer.BYTES || length > LONGEST_MESSAGE) {
                throw new IOException("not a message of the frontend: " + length + " bytes");
            }
            ByteBuffer message = ByteBuffer.allocate(length + (type == null ? 0 : 1));
            if (type != null) {
                message.put(type);
            }
            message.putInt(length);
            in.readFully(message.array(), message.position(), message.remaining());
            return message.array();
        }

        /** The text of a simple Query, which ends with a zero. */
        private static String text(int type, byte[] message) {
            int header = 1 + Integer.BYTES;
            return type == QUERY
                    ? new String(message, header, message.length - header - 1, StandardCharsets.UTF_8)
                    : "";
        }

        private void answers() throws IOException {
            InputStream in = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (answerIsLost) {
                    cut(this);
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }
}
