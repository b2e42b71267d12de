package io.enterprisemode.teams.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.web.text.CaselessForm;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Test;

/** What a version before has written gets the forms in which names are compared now. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class CaselessNamesMigrationTest {

    private static final ServiceDatabase DATABASE = new ServiceDatabase("teams");

    private record OfConnection(Connection connection) implements Context {

        @Override
        public Configuration getConfiguration() {
            return new FluentConfiguration();
        }

        @Override
        public Connection getConnection() {
            return connection;
        }
    }

    private static String migration(String name) throws IOException {
        try (InputStream file =
                CaselessNamesMigrationTest.class.getResourceAsStream("/db/migration/" + name + ".sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatWasThereBeforeIsFoundByItsNames() throws Exception {
        Provisioning made = Provisioning.make();
        String domain = "stra\u00dfe" + made.acme().id() + ".example";
        String user = made.scim().createUser("\u0130nci@" + domain);
        String group = made.scim().createGroup("\u03a0\u03a9\u039b\u0397\u03a3\u0395\u0399\u03a3");
        try (Connection connection = DATABASE.superuser();
                Statement statement = connection.createStatement()) {
            asBefore(statement, made, domain);
            made.scim()
                    .find("/Users", "userName eq \"\u0130nci@" + domain + "\"")
                    .body("totalResults", equalTo(0));

            new V061__user_names_of_before().migrate(new OfConnection(connection));
            statement.execute(migration("V062__caseless_names_of_before"));
        }

        made.scim()
                .find("/Users", "userName eq \"\u0130NC\u0130@" + domain + "\"")
                .body("totalResults", equalTo(0));
        made.scim().find("/Users", "userName eq \"\u0130NCI@" + domain + "\"").body("Resources.id", contains(user));
        made.scim()
                .find("/Users", "emails.value eq \"\u0130nci@" + domain + "\"")
                .body("Resources.id", contains(user));
        made.scim()
                .find("/Groups", "displayName eq \"\u03c0\u03c9\u03bb\u03b7\u03c3\u03b5\u03b9\u03c2\"")
                .body("Resources.id", contains(group));
    }

    /** As the version before has kept them: IDNA 2003, lower case of Java, and no folded forms. */
    private static void asBefore(Statement statement, Provisioning made, String domain) throws SQLException {
        String key = "i\u0307nci@" + domain.replace("\u00df", "ss");
        statement.execute("set session_replication_role = replica");
        statement.execute(
                ("update scim_user set user_name_key = '%s', user_name_folded = null, display_name_folded = null "
                                + "where org_id = '%s'")
                        .formatted(key, made.acme().id()));
        statement.execute("update scim_user_email set address = '%s', address_folded = null where org_id = '%s'"
                .formatted(key, made.acme().id()));
        statement.execute("update team set name_folded = null where org_id = '%s'"
                .formatted(made.acme().id()));
        statement.execute("set session_replication_role = origin");
    }

    @Test
    void theFunctionOfTheDatabaseIsTheRuleOfTheSuite() throws Exception {
        String text = "\u03a0\u03a9\u039b\u0397\u03a3\u0395\u0399\u03a3 \u0130 \u0131 \u00df \uff26 K\u030c \u01c4";
        try (Connection connection = DATABASE.superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select folded('%1$s'), %2$s, '%3$s'"
                        .formatted(text, CaselessForm.sql("'" + text + "'"), CaselessText.folded(text)))) {
            row.next();
            assertThat(row.getString(1)).isEqualTo(row.getString(2)).isEqualTo(row.getString(3));
        }
    }
}
