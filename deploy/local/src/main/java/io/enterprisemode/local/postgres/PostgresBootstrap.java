package io.enterprisemode.local.postgres;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** Creates the databases and roles of the services. Running it again changes nothing but passwords. */
public final class PostgresBootstrap {

    /** The password a role gets. */
    @FunctionalInterface
    public interface Passwords {
        String of(ServiceName service, DatabaseRole role);
    }

    private PostgresBootstrap() {}

    /** Creates what is missing on a server of one's own, as its superuser. */
    public static void run(String host, int port, String admin, String adminPassword, Passwords passwords) {
        try (Connection connection = PostgresServer.connect(host, port, "postgres", admin, adminPassword)) {
            run(connection, passwords);
        } catch (SQLException e) {
            throw new SuiteException(
                    "The databases cannot be created on " + host + ":" + port + ": " + e.getMessage(),
                    "Check ENTERPRISE_DB_HOST, ENTERPRISE_DB_ADMIN and ENTERPRISE_DB_ADMIN_PASSWORD",
                    e);
        }
    }

    /** Creates what is missing, over a connection of a superuser. */
    public static void run(Connection connection, Passwords passwords) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
            for (ServiceName service : Arrays.stream(ServiceName.values())
                    .filter(ServiceName::ownsDatabase)
                    .toList()) {
                for (DatabaseRole role : DatabaseRole.values()) {
                    role(connection, statement, role.nameFor(service), passwords.of(service, role));
                }
                database(connection, statement, service);
            }
        }
    }

    private static void role(Connection connection, Statement statement, String name, String password)
            throws SQLException {
        String verb = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name) ? "ALTER" : "CREATE";
        statement.execute("%s ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %s"
                .formatted(verb, statement.enquoteIdentifier(name, true), statement.enquoteLiteral(password)));
    }

    private static void database(Connection connection, Statement statement, ServiceName service) throws SQLException {
        String database = statement.enquoteIdentifier(service.id(), true);
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", service.id())) {
            statement.execute("CREATE DATABASE %s OWNER %s"
                    .formatted(database, statement.enquoteIdentifier(DatabaseRole.OWNER.nameFor(service), true)));
        }
        statement.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database));
        statement.execute("GRANT CONNECT ON DATABASE %s TO %s, %s"
                .formatted(
                        database,
                        statement.enquoteIdentifier(DatabaseRole.APP.nameFor(service), true),
                        statement.enquoteIdentifier(DatabaseRole.WORKER.nameFor(service), true)));
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }
}
