package io.enterprisemode.billing.reservation;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class ReservationSweepTest {

    @Inject
    ReservationSweep sweep;

    private static void reserve(TestOrganization organization) {
        BillingApi.subscribe(organization, "free");
        as(organization.member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", organization.workspaceId(), "quantity", 5))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201);
    }

    /** Lets time pass for one organization. */
    private static void change(TestOrganization organization, String what) throws SQLException {
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            assertThat(statement.executeUpdate(
                            "update usage_reservation set %s where org_id = '%s'".formatted(what, organization.id())))
                    .isEqualTo(1);
        }
    }

    private static long count(TestOrganization organization, String state) {
        return ServiceDatabase.of("billing").number("""
                select count(*) from usage_reservation where org_id = '%s'
                    and state = '%s'""".formatted(organization.id(), state));
    }

    /** More than one statement takes. */
    @Test
    void aRunGoesOnUntilNothingIsLeft() throws Throwable {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        TestOrganization acme = organizations.a();
        TestOrganization globex = organizations.b();
        for (TestOrganization organization : List.of(acme, globex)) {
            reserve(organization);
        }
        try (Connection superuser = ServiceDatabase.of("billing").superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute("""
                    insert into usage_reservation (org_id, id, meter_id, period_start, workspace_id, quantity, state,
                        reserved_at, expires_at)
                    select org_id, gen_random_uuid(), meter_id, period_start, workspace_id, quantity, state,
                        reserved_at,
                           clock_timestamp() - interval '1 second'
                      from usage_reservation, generate_series(1, 2500)
                     where org_id = '%s'""".formatted(acme.id()));
        }

        VertxContextSupport.subscribeAndAwait(sweep::run);

        assertThat(count(acme, "EXPIRED")).isEqualTo(2_500);
        assertThat(count(acme, "HELD")).isEqualTo(1);
        assertThat(count(globex, "HELD")).isEqualTo(1);
    }

    @Test
    void whatHasExpiredIsMarkedAndWhatIsLongSettledIsDeleted() throws Throwable {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        TestOrganization acme = organizations.a();
        TestOrganization globex = organizations.b();
        for (TestOrganization organization : List.of(acme, globex)) {
            reserve(organization);
        }
        change(acme, "expires_at = clock_timestamp() - interval '1 second'");

        VertxContextSupport.subscribeAndAwait(sweep::run);

        assertThat(count(acme, "EXPIRED")).isEqualTo(1);
        assertThat(count(globex, "HELD")).isEqualTo(1);

        change(acme, "settled_at = clock_timestamp() - interval '31 days'");
        VertxContextSupport.subscribeAndAwait(sweep::run);

        assertThat(count(acme, "EXPIRED")).isZero();
        assertThat(count(globex, "HELD")).isEqualTo(1);
    }
}
