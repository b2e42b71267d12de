package io.enterprisemode.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** TCP ports of this machine. */
public final class Ports {

    /** Below the range from which operating systems take the ports of outgoing connections. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int PATIENCE_MILLIS = 300;

    private Ports() {}

    /** Whether nobody listens on the port of the loopback address, so that a server can. */
    public static boolean isFree(int port) {
        if (answers("127.0.0.1", port) || answers("::1", port)) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether somebody accepts connections there; the host is a numeric address. */
    public static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(host), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Different ports that are free now. */
    public static List<Integer> free(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** Who listens on the port, e.g. {@code java (pid 4711)}, when this user may know. */
    public static Optional<String> listener(int port) {
        try {
            return (Files.isReadable(Path.of("/proc/net/tcp")) ? pidFromProc(port) : pidFromLsof(port))
                    .map(Ports::describe);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String describe(long pid) {
        String program = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).getFileName().toString())
                .orElse("a process");
        return program + " (pid " + pid + ")";
    }

    private static Optional<Long> pidFromLsof(int port) {
        if (Programs.find("lsof").isEmpty()) {
            return Optional.empty();
        }
        return Programs.run(Duration.ofSeconds(5), List.of("lsof", "-nP", "-t", "-iTCP:" + port, "-sTCP:LISTEN"))
                .output()
                .lines()
                .filter(line -> line.matches("\\d+"))
                .map(Long::valueOf)
                .findFirst();
    }

    private static Optional<Long> pidFromProc(int port) throws IOException {
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (Files.isReadable(Path.of(table))) {
                try (Stream<String> lines = Files.lines(Path.of(table))) {
                    lines.map(line -> line.strip().split("\\s+"))
                            .filter(columns -> isListening(columns, port))
                            .map(columns -> "socket:[" + columns[9] + "]")
                            .forEach(sockets::add);
                }
            }
        }
        if (sockets.isEmpty()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, sockets)) {
                    return Optional.of(Long.valueOf(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }

    /** Columns of proc(5): local address and port in hexadecimal at 1, state at 3 (0A is LISTEN), inode at 9. */
    private static boolean isListening(String[] columns, int port) {
        return columns.length > 9 && columns[3].equals("0A") && columns[1].endsWith(":%04X".formatted(port));
    }

    private static boolean holds(Path process, List<String> sockets) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
