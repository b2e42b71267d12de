package io.enterprisemode.reporting;

import static io.restassured.RestAssured.given;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import org.awaitility.Awaitility;

/** What the tests of this service have in common. */
public final class ReportingApi {

    public static final String FINANCIAL = "/api/reports/financial";
    public static final String ANALYTICS = "/api/reports/analytics";

    private static final ServiceDatabase DATABASE = new ServiceDatabase("reporting");

    private ReportingApi() {}

    /** Two organizations whose people this service lets in. */
    public static TwoOrganizations knownOrganizations() {
        TwoOrganizations organizations = TwoOrganizations.published();
        Awaitility.await("the view of memberships")
                .until(() -> as(organizations.b().teamMember()).get(FINANCIAL).statusCode() == 403);
        Awaitility.await("the view of the structure")
                .until(() -> DATABASE.number("select count(*) from access_node where node_id = '"
                                + organizations.b().otherWorkspaceId() + "'")
                        == 1);
        return organizations;
    }

    public static RequestSpecification as(TestUser user) {
        return given().auth().oauth2(user.token());
    }

    /** Waits until a table of an organization has so many rows. */
    public static void awaitRows(String table, UUID organization, long rows) {
        Awaitility.await(rows + " rows in " + table).until(() -> rows(table, organization) == rows);
    }

    /** How many rows of an organization a table has. */
    public static long rows(String table, UUID organization) {
        return DATABASE.number("select count(*) from " + table + " where org_id = '" + organization + "'");
    }
}
