package io.enterprisemode.testkit.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The database of one service on the embedded server, with the roles of production: {@code <service>_owner} owns it and
 * runs migrations, {@code <service>_app} serves requests, {@code <service>_worker} runs consumers and schedulers; none
 * is a superuser or bypasses row level security. Every connection that is answered is a new one, the caller closes it.
 *
 * @param service name of the service, of its database and the prefix of its roles
 */
public record ServiceDatabase(String service) {

    private static final String SUPERUSER = "postgres";

    /** Superuser connections that nobody uses now, by service. */
    private static final Map<String, Deque<Connection>> IDLE = new ConcurrentHashMap<>();

    /** Uses a connection, and leaves nothing in its session. */
    @FunctionalInterface
    public interface SqlWork<T> {

        T run(Connection connection) throws SQLException;
    }

    public ServiceDatabase {
        if (!service.matches("[a-z][a-z_]{0,40}")) {
            throw new IllegalArgumentException("not the name of a service: " + service);
        }
    }

    /** The database, made if it is not there yet. */
    public static synchronized ServiceDatabase of(String service) {
        ServiceDatabase database = new ServiceDatabase(service);
        database.create();
        return database;
    }

    /** The settings under which a service finds its database. */
    public Map<String, String> configuration() {
        return Map.of(
                "enterprise.db.host", "localhost",
                "enterprise.db.port", String.valueOf(PostgresServer.port()),
                "enterprise.db.owner.password", password("owner"),
                "enterprise.db.app.password", password("app"),
                "enterprise.db.worker.password", password("worker"));
    }

    /** A connection as the role that serves requests, without an organization: sees no row of any. */
    public Connection app() {
        return connect(service, role("app"), password("app"));
    }

    /**
     * A connection as the role that serves requests, in an open transaction bound to the organization; never committed
     * by itself.
     */
    public Connection appOf(UUID organization) {
        Connection connection = app();
        try {
            connection.setAutoCommit(false);
            bind(connection, organization);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("Could not bind organization " + organization, e);
        }
    }

    /** A connection as the role of consumers and schedulers. */
    public Connection worker() {
        return connect(service, role("worker"), password("worker"));
    }

    /** A connection as the role that owns the tables; under FORCE it sees no tenant rows either. */
    public Connection owner() {
        return connect(service, role("owner"), password("owner"));
    }

    /**
     * A connection as superuser, which sees everything: for reading the catalog and for assertions over all rows, never
     * for behaviour.
     */
    public Connection superuser() {
        return connect(service, SUPERUSER, SUPERUSER);
    }

    /** Binds the transaction of a connection to an organization, as the kernel's tenant door does. */
    public static void bind(Connection connection, UUID organization) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('app.org_id', ?, true)")) {
            statement.setString(1, organization.toString());
            statement.execute();
        }
    }

    /** The full name of one of the three roles: {@code owner}, {@code app} or {@code worker}. */
    public String role(String purpose) {
        return service + "_" + purpose;
    }

    /**
     * Does one thing as superuser, on a connection that is kept for the next: to make one takes longer than most of
     * what is done with it.
     */
    public <T> T asSuperuser(SqlWork<T> work) throws SQLException {
        Deque<Connection> idle = IDLE.computeIfAbsent(service, name -> new ConcurrentLinkedDeque<>());
        Connection kept = idle.pollLast();
        Connection connection = kept != null && kept.isValid(1) ? kept : superuser();
        boolean done = false;
        try {
            T result = work.run(connection);
            done = true;
            return result;
        } finally {
            if (done) {
                idle.addLast(connection);
            } else {
                connection.close();
            }
        }
    }

    /** The number that a query answers as superuser, such as a count. */
    public long number(String sql) {
        try {
            return asSuperuser(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(sql)) {
                    rows.next();
                    return rows.getLong(1);
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("Query failed: " + sql, e);
        }
    }

    private String password(String purpose) {
        return "password-of-" + role(purpose);
    }

    private void create() {
        try (Connection connection = connect(SUPERUSER, SUPERUSER, SUPERUSER);
                Statement statement = connection.createStatement()) {
            if (exists(statement)) {
                return;
            }
            for (String purpose : new String[] {"owner", "app", "worker"}) {
                statement.execute("""
                        create role %s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '%s'
                        """.formatted(role(purpose), password(purpose)));
            }
            statement.execute("create database %s owner %s".formatted(service, role("owner")));
            statement.execute("revoke all on database %s from public".formatted(service));
            statement.execute("grant connect on database %s to %s, %s".formatted(service, role("app"), role("worker")));
        } catch (SQLException e) {
            throw new IllegalStateException("Could not make the database " + service, e);
        }
    }

    private boolean exists(Statement statement) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery("select 1 from pg_database where datname = '%s'".formatted(service))) {
            return rows.next();
        }
    }

    private static Connection connect(String database, String user, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "testkit");
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://localhost:" + PostgresServer.port() + "/" + database, properties);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not connect to " + database + " as " + user, e);
        }
    }
}
