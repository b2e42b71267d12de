package io.enterprisemode.billing.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events that were stored before keep their identity: the migration makes the key that the service makes. */
@QuarkusTest
@WithSuite("billing")
class UsageKeysMigrationTest {

    private static final String MIGRATION = "/db/migration/V027__usage_counts.sql";

    private static String function() throws IOException {
        try (InputStream migration = UsageKeysMigrationTest.class.getResourceAsStream(MIGRATION)) {
            String text = new String(Objects.requireNonNull(migration).readAllBytes(), UTF_8);
            return text.substring(text.indexOf("create function"), text.indexOf("-- The owner"))
                    .replace("create function usage_identity", "create function pg_temp.usage_identity");
        }
    }

    private static List<String> ids() {
        List<String> ids = new ArrayList<>(List.of(
                "0",
                "17",
                "942",
                "1234",
                "12345678901",
                "123456789012",
                "1234567890123",
                "0234567890123",
                "a0234567890123",
                "a-00000000000000000000000000000000000000000000000012",
                "a",
                "a1",
                "a-1",
                "a-12",
                "a-123",
                "a-1234",
                "-",
                "-1",
                "\u00e9",
                "\u00e91",
                "\u00e9\u00e9\u00e9\u00e9\u00e9",
                "\ud83d\ude80\ud83d\ude80\ud83d\ude80",
                "\ud83d\ude80-77",
                "line\n12",
                "line 12\n",
                "tab\t5",
                "\\x41",
                "%s",
                "'",
                "01a21db8-872e-743f-9273-36d47838e252",
                "01a21db8-872e-743f-9273-000000000001",
                "01a21db8-872e-743f-9273-0000000000012",
                "1861692846512345678",
                "\u0661\u0662\u0663",
                "a\u0661"));
        Random random = new Random(25);
        String characters = "0123456789012345678901234567890123456789ab-_:/ \u00e9";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder id = new StringBuilder();
            for (int length = 1 + random.nextInt(24); length > 0; length--) {
                id.append(characters.charAt(random.nextInt(characters.length())));
            }
            ids.add(id.toString());
        }
        return ids;
    }

    @Test
    void theMigrationSaysTheSame() throws IOException, SQLException {
        try (Connection connection = ServiceDatabase.of("billing").superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(function());
            try (PreparedStatement identity = connection.prepareStatement("select pg_temp.usage_identity(?, ?)")) {
                for (String source : List.of("/tests", "", "urn:\u00e9:1")) {
                    for (String id : ids()) {
                        identity.setString(1, source);
                        identity.setString(2, id);
                        try (ResultSet row = identity.executeQuery()) {
                            row.next();
                            assertThat(row.getObject(1, UUID.class))
                                    .as("%s %s", source, id)
                                    .isEqualTo(UsageKeys.event(source, id));
                        }
                    }
                }
            }
        }
    }
}
