package io.enterprisemode.billing.invoice;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.BillingCycle;
import io.enterprisemode.billing.subscription.BillingCycle.DueSubscription;
import io.enterprisemode.billing.subscription.BulkBillingCycle;
import io.enterprisemode.billing.subscription.BulkBillingCycle.Left;
import io.enterprisemode.billing.subscription.OrganizationClock;
import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.request.RequestCount;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents of many organizations in one transaction are those that each would have by itself. */
@QuarkusTest
@WithSuite("billing")
class BulkInvoicingTest {

    private static final int MANY = 1_000;

    private static final String DOCUMENTS = """
            select i.number || ' ' || i.status || ' ' || i.total_minor || ' ' || i.credit_applied_minor || ' ' ||
                   (select string_agg(l.kind || ' ' || coalesce(l.quantity, 0) || ' ' || l.amount_minor, ', '
                        order by l.position)
                      from invoice_line l where l.org_id = i.org_id and l.invoice_id = i.id)
              from invoice_history i where i.org_id = ? order by i.number""";

    private static final String EVENTS = """
            select replace(type, 'io.enterprisemode.', '') from outbox_event
             where org_id = ? and created_at >= ? and type not like '%audit%' order by created_at, id""";

    private static final String POSTINGS = """
            select e.kind || ' ' || string_agg(p.account || ' ' || p.amount_minor, ', ' order by p.account)
              from ledger_entry e
              join ledger_posting p on p.org_id = e.org_id and p.entry_id = e.id
             where e.org_id = ? and e.posted_at >= ?
             group by e.id, e.kind order by e.id""";

    private static final String LIFE = """
            select s.revision || ' ' || h.revision || ' ' || h.kind || ' ' || (s.next_due_at > now()) || ' '
                   || (p.document_id is not null)
              from subscription s
              join subscription_history h on h.org_id = s.org_id and h.subscription_id = s.id
              join subscription_period p on p.org_id = s.org_id and p.subscription_id = s.id
             where s.org_id = ?
             order by h.id desc limit 1""";

    private static final String OTHER_PLAN = """
            insert into subscription_plan (org_id, subscription_id, starts_at, plan_code, plan_version, created_at)
            select org_id, id, ?, 'professional', 1, ? from subscription where org_id = ?""";

    private static final String TRANSACTIONS = """
            select cast(xmin as text) from subscription_history
             where org_id = any (cast(string_to_array(?, ',') as uuid[])) and kind = 'PERIOD_ENDED'""";

    @Inject
    BillingCycle cycle;

    @Inject
    BulkBillingCycle bulk;

    @Inject
    InvoiceScheduler scheduler;

    @Inject
    PlanCatalogue catalogue;

    @Inject
    TenantTransactions transactions;

    @Inject
    InvoicingConfiguration configuration;

    @Inject
    OwnContext own;

    @Inject
    MeterRegistry metrics;

    @Inject
    OrganizationClock clocks;

    @Inject
    Clock clock;

    private final List<TestOrganization> organizations = new ArrayList<>();

    @BeforeEach
    void fourOrganizations() {
        for (int i = 0; i < 2; i++) {
            TwoOrganizations made = BillingApi.knownOrganizations();
            organizations.addAll(List.of(made.a(), made.b()));
        }
    }

    private static Instant anchor() {
        return OffsetDateTime.now(ZoneOffset.UTC)
                .minusMonths(1)
                .minusDays(2)
                .withNano(0)
                .toInstant();
    }

    /** One whose first usage period is over; used beyond what is included by so much. */
    private static void due(TestOrganization organization, long emails) {
        Instant anchor = anchor();
        BillingApi.subscribe(organization, "starter", "MONTH", anchor).statusCode(201);
        Instant time = anchor.plus(1, ChronoUnit.DAYS);
        send(organization.member(), List.of(event("1", "emails", organization.workspaceId(), time, 10_000 + emails)))
                .statusCode(200);
        StoredOrganization.update(
                "update subscription set created_at = created_at - interval '1 hour' where org_id = ?",
                organization.id());
    }

    private List<DueSubscription> due() throws Throwable {
        Set<UUID> own =
                Set.copyOf(organizations.stream().map(TestOrganization::id).toList());
        List<DueSubscription> all =
                VertxContextSupport.subscribeAndAwait(() -> cycle.due(Instant.now(), Set.of(), MANY));
        return all.stream().filter(each -> own.contains(each.organizationId())).toList();
    }

    private Left proceed(List<DueSubscription> due) throws Throwable {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return VertxContextSupport.subscribeAndAwait(() -> catalogue.using(current -> bulk.proceed(current, now, due)));
    }

    private static List<String> documents(TestOrganization organization) {
        return StoredOrganization.rows(DOCUMENTS, organization.id());
    }

    /** Pays more than the first invoice, so that so much of customer credit is left. */
    private static void credit(TestOrganization organization, long amountMinor) {
        String invoice = as(organization.admin()).get(INVOICES).then().extract().path("items[0].id");
        given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(Map.of("amountMinor", 2_900 + amountMinor, "currency", "USD", "reference", "Transfer 1"))
                .post("/api/billing/organizations/" + organization.id() + "/invoices/" + invoice + "/payments")
                .then()
                .statusCode(201);
    }

    @Test
    void eachOrganizationHasItsOwnDocument() throws Throwable {
        for (int i = 0; i < organizations.size(); i++) {
            due(organizations.get(i), 1_000L * (i + 1));
        }
        credit(organizations.get(1), 1_000);
        credit(organizations.get(2), 5_000);
        Instant begun = Instant.now();

        Left left = proceed(due());

        assertThat(left.byThemselves()).isEmpty();
        assertThat(left.moreDue()).hasSize(4);
        assertThat(proceed(left.moreDue())).isEqualTo(new Left(List.of(), List.of()));
        List<String> outcome = List.of("OPEN 3000 0", "OPEN 3100 1000", "PAID 3200 3200", "OPEN 3300 0");
        for (int i = 0; i < organizations.size(); i++) {
            long overage = 1_000L * (i + 1);
            UUID id = organizations.get(i).id();
            boolean hasCredit = i == 1 || i == 2;
            assertThat(documents(organizations.get(i)))
                    .containsExactly(
                            "1 " + (hasCredit ? "PAID" : "OPEN") + " 2900 0 SUBSCRIPTION 0 2900",
                            "2 " + outcome.get(i) + " SUBSCRIPTION 0 2900, OVERAGE " + overage + " " + overage / 10);
            long total = 2_900 + overage / 10;
            long applied = i == 1 ? 1_000 : i == 2 ? total : 0;
            List<String> entries =
                    new ArrayList<>(List.of("INVOICE_ISSUED RECEIVABLE " + total + ", REVENUE " + -total));
            if (hasCredit) {
                entries.add("INVOICE_ISSUED CUSTOMER_CREDIT " + applied + ", RECEIVABLE " + -applied);
            }
            assertThat(StoredOrganization.rows(POSTINGS, id, begun)).containsExactlyElementsOf(entries);
            List<String> events =
                    new ArrayList<>(List.of("billing.subscription.changed.v1", "billing.invoice.finalized.v1"));
            if (i == 2) {
                events.add("billing.invoice.settled.v1");
            }
            events.add("billing.subscription.changed.v1");
            assertThat(StoredOrganization.rows(EVENTS, id, begun)).containsExactlyElementsOf(events);
            assertThat(StoredOrganization.rows(LIFE, id)).containsExactly("2 2 PERIOD_ENDED true true");
        }
    }

    @Test
    void oneThatAnotherTransactionHasIsLeftToIt() throws Throwable {
        organizations.forEach(organization -> due(organization, 1_000));
        TestOrganization locked = organizations.get(1);
        List<DueSubscription> due = due();

        try (Connection other = new ServiceDatabase("billing").superuser();
                PreparedStatement lock =
                        other.prepareStatement("select 1 from subscription where org_id = ? for update")) {
            other.setAutoCommit(false);
            lock.setObject(1, locked.id());
            lock.executeQuery();

            Left left = proceed(due);

            assertThat(left.byThemselves()).isEmpty();
            assertThat(left.moreDue())
                    .extracting(DueSubscription::organizationId)
                    .hasSize(3)
                    .doesNotContain(locked.id());
            other.rollback();
        }
        VertxContextSupport.subscribeAndAwait(scheduler::run);
        assertThat(organizations).allSatisfy(each -> assertThat(documents(each)).hasSize(2));
    }

    /** One whose change of plan is still to be charged, and one whose cancellation takes effect. */
    @Test
    void theUnusualIsLeftToItself() throws Throwable {
        organizations.forEach(organization -> due(organization, 1_000));
        TestOrganization changed = organizations.get(0);
        Instant middle = anchor().plus(10, ChronoUnit.DAYS);
        StoredOrganization.update(OTHER_PLAN, middle, middle, changed.id());
        TestOrganization canceled = organizations.get(1);
        StoredOrganization.update("""
                update subscription set waiting = 'CANCELLATION', waiting_at = usage_end, revision = revision + 1
                 where org_id = ?""", canceled.id());

        Left left = proceed(due());

        assertThat(left.byThemselves())
                .extracting(DueSubscription::organizationId)
                .containsExactlyInAnyOrder(changed.id(), canceled.id());
        assertThat(left.moreDue()).hasSize(2);
    }

    /** Of the steps of the organizations. */
    private List<String> transactionsOfSteps() {
        String ids = organizations.stream().map(each -> each.id().toString()).collect(Collectors.joining(","));
        return StoredOrganization.rows(TRANSACTIONS, ids);
    }

    private InvoiceScheduler schedulerBeside(RequestCount requests) {
        return new InvoiceScheduler(
                cycle, bulk, transactions, catalogue, configuration, own, requests, metrics, clocks, clock);
    }

    @Test
    void whileNobodyAsksOrganizationsShareTransactions() throws Throwable {
        organizations.forEach(organization -> due(organization, 1_000));

        VertxContextSupport.subscribeAndAwait(schedulerBeside(new RequestCount())::run);

        assertThat(transactionsOfSteps()).hasSize(8);
        assertThat(Set.copyOf(transactionsOfSteps())).hasSizeLessThan(8);
    }

    @Test
    void besideManyRequestsItIsOneOrganizationAtATime() throws Throwable {
        organizations.forEach(organization -> due(organization, 1_000));
        AtomicLong asked = new AtomicLong();
        InvoiceScheduler busy = schedulerBeside(new RequestCount() {
            @Override
            public long sinceStart() {
                return asked.addAndGet(1_000_000_000);
            }
        });
        // It looks ten times a second at most.
        Thread.sleep(Duration.ofMillis(150));

        VertxContextSupport.subscribeAndAwait(busy::run);

        assertThat(transactionsOfSteps()).hasSize(8).doesNotHaveDuplicates();
        assertThat(organizations).allSatisfy(each -> assertThat(documents(each)).hasSize(2));
    }
}
