package io.enterprisemode.systemtests.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of PostgreSQL without which no figure can be read. */
record PostgresSettings(Map<String, String> values) {

    private static final List<String> SAFE_WHEN_ON = List.of("fsync", "synchronous_commit", "full_page_writes");
    private static final List<String> OTHERS =
            List.of("shared_buffers", "max_wal_size", "random_page_cost", "jit", "server_version");

    /** Those in effect on a connection. */
    static PostgresSettings of(Connection connection) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (List<String> names : List.of(SAFE_WHEN_ON, OTHERS)) {
            for (String name : names) {
                try (PreparedStatement query = connection.prepareStatement("select current_setting(?)")) {
                    query.setString(1, name);
                    try (ResultSet row = query.executeQuery()) {
                        row.next();
                        values.put(name, row.getString(1));
                    }
                }
            }
        }
        return new PostgresSettings(values);
    }

    /** In one line, with a warning when a crash could lose what was acknowledged. */
    String line() {
        String all = values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        String unsafe = SAFE_WHEN_ON.stream()
                .filter(name -> !"on".equals(values.get(name)))
                .collect(Collectors.joining(", "));
        return "PostgreSQL: " + all
                + (unsafe.isEmpty()
                        ? " (durable)"
                        : " (UNSAFE: " + unsafe + " should be on; the figures mean nothing)");
    }
}
