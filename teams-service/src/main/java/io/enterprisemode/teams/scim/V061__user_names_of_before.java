package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.teams.CaselessText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.jspecify.annotations.Nullable;

/**
 * Provisioned users whose names or addresses have another form by UTS #46 and by case folding than they had by IDNA
 * 2003 and lower case get it: the resource, of which the forms are made, is kept as it was sent. Where two users of one
 * organization would become equal, the old form stays. Data that is stored only in the old form (domains, invitations)
 * stays, too: a domain is the one whose DNS record was verified, and that was the old form.
 */
@SuppressWarnings("checkstyle:TypeName") // Flyway reads version and description from the name
public final class V061__user_names_of_before extends BaseJavaMigration {

    /** Characters of which the two rules make something else. */
    private static final String DIFFERING = "[\u00df\u1e9e\u03c2\u0130\u200c\u200d]";

    private static final String FIND = """
            select org_id, id, user_name, attributes from scim_user
             where user_name ~ '%1$s' or attributes ~ '%1$s'""".formatted(DIFFERING);
    private static final String CHANGE_NAME = """
            update scim_user u set user_name_key = ?
             where u.org_id = ? and u.id = ?
               and not exists (select 1 from scim_user o
                                where o.org_id = u.org_id and o.user_name_key = ? and o.id <> u.id)""";
    private static final String CHANGE_DISPLAY_NAME =
            "update scim_user set display_name_key = ? where org_id = ? and id = ?";
    private static final String CHANGE_ADDRESS =
            "update scim_user_email set address = ? where org_id = ? and user_id = ? and ordinal = ?";

    private final ObjectMapper json = new ObjectMapper();

    private record Found(UUID organizationId, UUID id, String userName, JsonNode attributes) {}

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        for (Found user : find(connection)) {
            change(connection, user);
        }
    }

    private List<Found> find(Connection connection) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Found(
                        rows.getObject(1, UUID.class),
                        rows.getObject(2, UUID.class),
                        rows.getString(3),
                        parsed(rows.getString(4))));
            }
        }
        return found;
    }

    private JsonNode parsed(String attributes) {
        try {
            return json.readTree(attributes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the attributes of a user cannot be read", e);
        }
    }

    private static void change(Connection connection, Found user) throws SQLException {
        String key = ComparisonForm.userName(user.userName());
        execute(connection, CHANGE_NAME, key, user.organizationId(), user.id(), key);
        if (user.attributes().hasNonNull("displayName")) {
            String displayName =
                    CaselessText.folded(user.attributes().path("displayName").asText());
            execute(connection, CHANGE_DISPLAY_NAME, displayName, user.organizationId(), user.id());
        }
        int ordinal = 0;
        for (JsonNode email : user.attributes().path("emails")) {
            String address = ComparisonForm.address(email.path("value").asText());
            execute(connection, CHANGE_ADDRESS, address, user.organizationId(), user.id(), ordinal);
            ordinal++;
        }
    }

    private static void execute(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
