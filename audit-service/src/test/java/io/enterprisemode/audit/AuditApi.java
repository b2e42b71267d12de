package io.enterprisemode.audit;

import static io.restassured.RestAssured.given;

import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;

/** What the tests of this service have in common. */
public final class AuditApi {

    public static final String AUDIT = "/api/reports/audit";

    private AuditApi() {}

    /** Two organizations whose people this service lets in. */
    public static TwoOrganizations knownOrganizations() {
        TwoOrganizations organizations = TwoOrganizations.published();
        Awaitility.await("the view of memberships")
                .until(() -> as(organizations.b().teamMember()).get(AUDIT).statusCode() == 403);
        return organizations;
    }

    public static RequestSpecification as(TestUser user) {
        return given().auth().oauth2(user.token());
    }

    /** An event of the organization, as a service publishes it. */
    public static AuditEvent event(TestOrganization organization, Instant time, String action) {
        return event(organization, time, AuditCategory.BILLING, AuditSeverity.INFO, action, Map.of("by", action));
    }

    public static AuditEvent event(
            TestOrganization organization,
            Instant time,
            AuditCategory category,
            AuditSeverity severity,
            String action,
            Map<String, Object> details) {
        return new AuditEvent(
                Ids.next(),
                time,
                organization.id(),
                category,
                severity,
                action,
                new Actor(
                        ActorType.USER,
                        organization.owner().principalId().toString(),
                        "Olivia " + organization.name(),
                        "olivia@" + organization.name() + ".example"),
                new Target("subscription", organization.workspaceId().toString(), "Professional"),
                AuditOutcome.SUCCESS,
                "2001:db8::1",
                "Mozilla/5.0",
                "req-1",
                details);
    }
}
