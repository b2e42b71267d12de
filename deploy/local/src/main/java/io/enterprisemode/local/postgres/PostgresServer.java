package io.enterprisemode.local.postgres;

import io.enterprisemode.local.Progress;
import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteFolders;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.process.ManagedProcess;
import io.enterprisemode.local.process.Programs;
import io.enterprisemode.local.process.SuiteProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The embedded PostgreSQL: real durability ({@code fsync} and {@code synchronous_commit} on), data that survives
 * restarts, recovery after a crash of the server or of the whole machine.
 */
public final class PostgresServer implements SuiteProcess {

    /** The superuser, for the suite itself and for tests that have to read rows which the policies hide. */
    public static final String SUPERUSER = "postgres";

    private static final Duration START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Duration INIT_PATIENCE = Duration.ofMinutes(2);

    /** How long orphans of a killed server may hold its shared memory. */
    private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(15);

    private static final String WRONG_PASSWORD = "28P01";
    private static final int STATE_LINE = 7;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final SuiteFolders folders;
    private final SuiteSettings settings;
    private final Secrets secrets;
    private final PostgresBootstrap.Passwords passwords;
    private final Progress progress;
    private final Path data;
    private final ManagedProcess process;

    /**
     * The server of a state folder.
     *
     * @param secrets with the password of the superuser
     * @param passwords of the roles of the services
     */
    public PostgresServer(
            SuiteFolders folders,
            SuiteSettings settings,
            Secrets secrets,
            PostgresBootstrap.Passwords passwords,
            Progress progress) {
        this.folders = folders;
        this.settings = settings;
        this.secrets = secrets;
        this.passwords = passwords;
        this.progress = progress;
        this.data = folders.data().resolve("postgres");
        this.process = new ManagedProcess("postgres", folders);
    }

    @Override
    public String title() {
        return "PostgreSQL";
    }

    @Override
    public String address() {
        return "localhost:" + port();
    }

    @Override
    public Map<Integer, String> ports() {
        return Map.of(port(), Setting.SUITE_POSTGRES_PORT.name());
    }

    @Override
    public ManagedProcess process() {
        return process;
    }

    private int port() {
        return settings.port(Setting.SUITE_POSTGRES_PORT);
    }

    private String password() {
        return secrets.get("db.superuser");
    }

    /** Whether the data of an earlier run is there. */
    private boolean hasData() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /** Starts the server, unless it runs, and creates what is missing: its data, the databases and the roles. */
    @Override
    public void start() {
        if (process.isRunning()) {
            return;
        }
        startServer();
        try (Connection connection = connect("postgres")) {
            PostgresBootstrap.run(connection, passwords);
        } catch (SQLException e) {
            throw new SuiteException("The databases cannot be created: " + e.getMessage(), "See " + process.log(), e);
        }
        progress.done(title(), address());
    }

    private void startServer() {
        Path home = PostgresBinaries.unpackedIn(folders.tools());
        List<String> prefix = asOrdinaryUser();
        if (!hasData()) {
            initialise(home, prefix);
        }
        endWhatIsLeft();
        configure();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(home.resolve("bin/postgres").toString(), "-D", data.toString()));
        Instant deadline = Instant.now().plus(ORPHAN_PATIENCE);
        while (!starts(command)) {
            boolean orphans = process.lastLines(4).stream().anyMatch(line -> line.contains("shared memory block"));
            if (!orphans || Instant.now().isAfter(deadline)) {
                throw new SuiteException(
                        "PostgreSQL does not start: " + String.join(" ", process.lastLines(1)),
                        "See " + process.log() + " (./suite up --reset starts afresh, without the data)");
            }
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    /**
     * Stops the server by PostgreSQL's fast shutdown: clients are disconnected, and what is in memory is written to the
     * disk.
     */
    @Override
    public void stop() {
        process.running().ifPresent(running -> {
            interrupt(running);
            if (!ManagedProcess.ends(running, STOP_PATIENCE)) {
                process.kill();
            }
        });
        process.stop(Duration.ZERO);
    }

    /** A connection of the superuser. */
    public Connection connect(String database) throws SQLException {
        return connect("127.0.0.1", port(), database, SUPERUSER, password());
    }

    static Connection connect(String host, int port, String database, String user, String password)
            throws SQLException {
        String url =
                "jdbc:postgresql://" + host + ":" + port + "/" + database + "?connectTimeout=5&ApplicationName=suite";
        return DriverManager.getConnection(url, user, password);
    }

    private boolean starts(List<String> command) {
        ProcessHandle running = process.start(command, Map.of("LC_ALL", "C", "TZ", "UTC"));
        Instant deadline = Instant.now().plus(START_PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            if (isAccepting(running)) {
                return answers();
            }
            if (ManagedProcess.ends(running, POLL_INTERVAL)) {
                return false;
            }
        }
        process.kill();
        return false;
    }

    private boolean answers() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            process.kill();
            if (WRONG_PASSWORD.equals(e.getSQLState())) {
                throw new SuiteException(
                        "The passwords in " + folders.secrets() + " do not fit the data in " + data,
                        "Restore that folder, or start afresh with ./suite up --reset",
                        e);
            }
            return false;
        }
    }

    /**
     * The server writes its state to the eighth line of postmaster.pid; attempts to connect would fill its log with
     * refusals.
     */
    private boolean isAccepting(ProcessHandle server) {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() > STATE_LINE
                    && lines.getFirst().strip().equals(Long.toString(server.pid()))
                    && lines.get(STATE_LINE).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    private void initialise(Path home, List<String> prefix) {
        try {
            SuiteFolders.delete(data);
            Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path passwordFile = Files.createTempFile("suite", ".pw");
            try {
                Files.writeString(passwordFile, password());
                List<String> command = new ArrayList<>(prefix);
                command.addAll(List.of(
                        home.resolve("bin/initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8"));
                Programs.Outcome outcome = Programs.run(INIT_PATIENCE, command);
                if (!outcome.succeeded()) {
                    Files.createDirectories(process.log().getParent());
                    Files.writeString(
                            process.log(),
                            outcome.output() + "\n",
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND);
                    SuiteFolders.delete(data);
                    throw new SuiteException(
                            "PostgreSQL cannot initialise its data in " + data, "See " + process.log());
                }
            } finally {
                Files.delete(passwordFile);
            }
            Files.writeString(
                    data.resolve("postgresql.conf"), "\ninclude_if_exists = 'suite.conf'\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void configure() {
        String configuration = """
            port = %d
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            max_connections = 200
            shared_buffers = %s
            max_wal_size = %s
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            random_page_cost = 1.1
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            """.formatted(
                        port(),
                        settings.text(Setting.SUITE_POSTGRES_SHARED_BUFFERS),
                        settings.text(Setting.SUITE_POSTGRES_MAX_WAL_SIZE));
        try {
            Files.writeString(data.resolve("suite.conf"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends a server that runs on this data and is not known as a process of the suite, and deletes the postmaster.pid
     * of one that has died.
     */
    private void endWhatIsLeft() {
        Path mark = data.resolve("postmaster.pid");
        try {
            if (!Files.exists(mark)) {
                return;
            }
            List<String> lines = Files.readAllLines(mark);
            Optional<ProcessHandle> server = lines.isEmpty()
                            || !lines.getFirst().strip().matches("\\d+")
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(this::servesOurData);
            if (server.isPresent()) {
                interrupt(server.get());
                if (!ManagedProcess.ends(server.get(), STOP_PATIENCE)) {
                    server.get().destroyForcibly();
                    ManagedProcess.ends(server.get(), STOP_PATIENCE);
                }
            }
            Files.deleteIfExists(mark);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean servesOurData(ProcessHandle candidate) {
        return candidate.info().commandLine().orElse("").contains(data.toString());
    }

    /** SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for the clients. */
    private static void interrupt(ProcessHandle server) {
        Programs.run(Duration.ofSeconds(5), List.of("kill", "-INT", Long.toString(server.pid())));
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own the process has no root rights. */
    private static List<String> asOrdinaryUser() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        List<String> prefix = List.of("unshare", "-U");
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        if (Programs.find("unshare").isEmpty()
                || !Programs.run(Duration.ofSeconds(5), trial).succeeded()) {
            throw new SuiteException(
                    "PostgreSQL does not run as root, and this machine permits no user namespaces (unshare -U)",
                    "Run ./suite as an ordinary user, or give a server of your own with ENTERPRISE_DB_HOST");
        }
        return prefix;
    }
}
