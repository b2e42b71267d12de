package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.CatalogueChangedException;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.Reach;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A replica that knows the meters of before never writes by them. */
@QuarkusTest
@WithSuite("billing")
class OldCatalogueTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    UsageWriter writer;

    @Inject
    PlanCatalogue catalogue;

    @Inject
    ObjectMapper json;

    private static void asOwner(String sql) throws SQLException {
        try (Connection owner = ServiceDatabase.of("billing").owner();
                Statement statement = owner.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }

    private <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    private UsageBatch batch(TestOrganization organization, Catalogue by, String meter) {
        JsonNode event = json.valueToTree(event(meter, organization.workspaceId(), 3));
        return new UsageBatch(
                organization.id(),
                new Reach.WholeOrganization(),
                false,
                Instant.now(),
                by,
                List.of(new UsageEventReader(by).read(event)),
                null);
    }

    @Test
    void nothingIsWrittenByAnOldCatalogueAndItIsDoneAnewByThePresentOne() throws SQLException {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        TestOrganization acme = organizations.a();
        TestOrganization globex = organizations.b();
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
        String code = "m" + UUID.randomUUID().toString().replace("-", "");
        asOwner("""
                insert into meter (id, code, name, unit, aggregation)
                select max(id) + 1, '%s', 'Calls', 'call', 'SUM' from meter""".formatted(code));
        Catalogue old = await(catalogue.refreshed());
        asOwner("update meter set group_by = '{region}', revision = revision + 1 where code = '%s'".formatted(code));

        assertThatExceptionOfType(CatalogueChangedException.class)
                .isThrownBy(() -> await(writer.write(batch(acme, old, code))));
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from usage_event where org_id = '%s'".formatted(acme.id())))
                .isZero();

        List<UsageResult> written = await(catalogue.using(by -> writer.write(batch(acme, by, code))));

        assertThat(written).extracting(UsageResult::status).containsExactly(UsageStatus.ACCEPTED);
        assertThat(ServiceDatabase.of("billing").number("""
                        select sum(quantity) from usage_hour_property
                         where org_id = '%s' and property = 'region' and value = '(none)'""".formatted(acme.id())))
                .isEqualTo(3);
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from usage_event where org_id = '%s'".formatted(globex.id())))
                .isZero();
    }
}
