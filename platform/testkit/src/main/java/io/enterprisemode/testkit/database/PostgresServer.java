package io.enterprisemode.testkit.database;

import io.enterprisemode.testkit.jvm.OncePerJvm;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL server of this JVM, on a free port, started by its first use and stopped by a shutdown hook. */
public final class PostgresServer {

    private static @Nullable EmbeddedPostgres server;

    private PostgresServer() {}

    /** Its port on localhost. */
    public static int port() {
        return Integer.parseInt(OncePerJvm.setting(PostgresServer.class, "port"));
    }

    static synchronized Map<String, String> start() {
        if (server == null) {
            try {
                server = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(90))
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("random_page_cost", "1.1")
                        .setServerConfig("jit", "off")
                        .setServerConfig("timezone", "UTC")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
            }
        }
        return Map.of("port", String.valueOf(server.getPort()));
    }
}
