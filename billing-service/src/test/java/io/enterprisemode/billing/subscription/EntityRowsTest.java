package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.kernel.tenancy.EntityRows;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows past Hibernate are those that Hibernate stores. */
@QuarkusTest
@WithSuite("billing")
class EntityRowsTest {

    private static final String STORED =
            "select cast(to_jsonb(s) - 'revision' as text) || ' ' || revision from subscription s where org_id = ?";

    private static final EntityRows<Subscription> ROWS = new EntityRows<>(Subscription.class);

    @Inject
    WorkerTransactions workers;

    @Inject
    SubscriptionRepository subscriptions;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoSubscriptions() {
        TwoOrganizations made = BillingApi.knownOrganizations();
        acme = made.a();
        globex = made.b();
        Instant begin = Instant.now().minus(3, ChronoUnit.DAYS);
        BillingApi.subscribe(acme, "starter", "MONTH", begin).statusCode(201);
        BillingApi.subscribe(globex, "professional", "YEAR", begin).statusCode(201);
    }

    private static OrgScopedId key(TestOrganization organization) {
        return new OrgScopedId(
                organization.id(),
                UUID.fromString(
                        StoredOrganization.rows("select id from subscription where org_id = ?", organization.id())
                                .getFirst()));
    }

    private static String stored(TestOrganization organization) {
        return StoredOrganization.rows(STORED, organization.id()).getFirst();
    }

    private <T> T inWorker(Function<Statements, Uni<T>> work) {
        return workers.inTransaction(connection -> work.apply(Statements.of(connection)))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private Uni<List<Subscription>> locked(Statements statements) {
        return subscriptions.tryLock(statements, List.of(key(acme), key(globex)));
    }

    @Test
    void whatIsReadIsStoredAgainWithTheNextRevision() {
        String ofAcme = stored(acme);
        String ofGlobex = stored(globex);

        inWorker(statements -> locked(statements)
                .invoke(read -> read.forEach(Subscription::raiseRevision))
                .chain(read -> ROWS.update(statements, read)));

        assertThat(stored(acme)).isEqualTo(ofAcme.replaceFirst("0$", "1"));
        assertThat(stored(globex)).isEqualTo(ofGlobex.replaceFirst("0$", "1"));
        assertThat(ofAcme).endsWith(" 0").contains("starter").isNotEqualTo(ofGlobex);
    }

    @Test
    void whatAnotherTransactionChangedIsNotOverwritten() {
        List<Subscription> read = inWorker(this::locked);
        StoredOrganization.update("update subscription set revision = revision + 1 where org_id = ?", globex.id());
        String ofAcme = stored(acme);
        read.forEach(Subscription::raiseRevision);

        assertThatThrownBy(() -> inWorker(statements -> ROWS.update(statements, read)))
                .hasMessageContaining("1 of 2 rows of subscription");

        assertThat(stored(acme)).isEqualTo(ofAcme);
    }

    @Test
    void aClassThatIsNoEntityIsRefused() {
        assertThatThrownBy(() -> new EntityRows<>(String.class)).hasMessageContaining("not an entity");
    }
}
