package io.enterprisemode.teams;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.organizations.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Plans of a test's organizations, as if billing-service had told of them. */
public final class TestPlans {

    private TestPlans() {}

    /** Gives an organization a subscription without limits; any that a test publishes later takes its place. */
    public static void unlimited(UUID organization) {
        try (Connection connection = new ServiceDatabase("teams").worker();
                PreparedStatement statement = connection.prepareStatement("""
                    insert into subscription_limit (org_id, subscription_id, plan, canceled, started_at, revision,
                        changed_at)
                    values (?, ?, 'enterprise', false, 'epoch', 1, 'epoch')\
                    """)) {
            statement.setObject(1, organization);
            statement.setObject(2, Ids.next());
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException("organization " + organization + " has no plan", e);
        }
    }
}
