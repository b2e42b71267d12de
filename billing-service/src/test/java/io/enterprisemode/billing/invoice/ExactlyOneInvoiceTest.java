package io.enterprisemode.billing.invoice;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.invoice.StatementBoundaryProxy.Moment;
import io.enterprisemode.billing.invoice.StatementBoundaryProxy.Reach;
import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Each period gets one document with all that belongs to it, wherever the scheduler is killed: its way to the database
 * is cut at every statement of its transactions, with and without another run at the same time.
 */
@QuarkusTest
@WithSuite("billing")
@TestProfile(ExactlyOneInvoiceTest.CutDatabase.class)
class ExactlyOneInvoiceTest {

    private static final StatementBoundaryProxy DATABASE = new StatementBoundaryProxy(PostgresServer.port());

    /** More statements than a period needs: if there were more, the test would not end. */
    private static final int MOST_STATEMENTS = 150;

    /** Broken connections of the pool may fail runs; each uses up one at least. */
    private static final int MOST_RUNS = 40;

    /** The transactions of organizations go through the proxy, those of workers do not. */
    public static class CutDatabase implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.datasource.reactive.url",
                    "vertx-reactive:postgresql://localhost:" + DATABASE.port() + "/billing",
                    "quarkus.datasource.reactive.max-size",
                    "4",
                    // Each cut is told by several stack traces.
                    "quarkus.log.category.\"" + InvoiceScheduler.class.getName() + "\".level",
                    "OFF",
                    "quarkus.log.category.\"org.hibernate.reactive\".level",
                    "OFF");
        }
    }

    private static final String DOCUMENTS = """
            select i.kind || ' ' || i.number || ' ' || i.subtotal_minor || ' ' ||
                   (select string_agg(l.kind || ' ' || coalesce(l.meter_code, '-') || ' '
                        || coalesce(l.quantity, 0) || ' ' || l.amount_minor, ', ' order by l.position)
                      from invoice_line l where l.org_id = i.org_id and l.invoice_id = i.id)
              from invoice_history i where i.org_id = ? order by i.number""";

    /** One row per period that is over. */
    private static final String PERIODS = """
            select count(*) || ' ' || count(finalized_at) || ' ' || count(distinct document_id)
              from subscription_period where org_id = ?""";

    private static final String DETAILS = """
            select (select count(*) from plan_overages where org_id = o.id) || ' overages, '
                   || (select count(*) from plan_overage_rate where org_id = o.id) || ' rates, '
                   || (select count(*) from plan_overage_workspace where org_id = o.id) || ' workspaces'
              from (select cast(? as uuid) as id) o""";

    /** Documents, entries, what the entries sum to, and what is owed less what was invoiced. */
    private static final String LEDGER = """
            select count(distinct e.invoice_id) || ' ' || count(distinct e.id) || ' ' || sum(p.amount_minor) || ' '
                   || (sum(p.amount_minor) filter (where p.account = 'RECEIVABLE')
                       - (select sum(total_minor) from invoice_history i where i.org_id = ?))
              from ledger_entry e
              join ledger_posting p on p.org_id = e.org_id and p.entry_id = e.id
             where e.org_id = ?""";

    /** Events by type, and how many documents they are about. */
    private static final String EVENTS = """
            select type || ' ' || count(*) || ' '
                   || count(distinct coalesce(cast(payload as jsonb) ->> 'invoiceId',
                                              cast(payload as jsonb) #>> '{target,id}'))
              from outbox_event
             where org_id = ?
               and (type like '%invoice.finalized%'
                    or cast(payload as jsonb) ->> 'action' = 'billing.invoice.finalized')
             group by type order by type""";

    @Inject
    InvoiceScheduler scheduler;

    private final Deque<TestOrganization> known = new ArrayDeque<>();

    @BeforeEach
    void nothingElseIsDue() throws Throwable {
        DATABASE.arm(0, Moment.BEFORE, Reach.PROCESS);
        schedule();
    }

    @AfterEach
    void restore() {
        DATABASE.restore();
    }

    @Test
    void aPeriodHasOneInvoiceWhereverTheSchedulerIsKilled() throws Throwable {
        List<String> statements = statementsOfARun();
        assertThat(statements.stream().filter(ExactlyOneInvoiceTest::isCommit))
                .describedAs("transactions")
                .hasSizeGreaterThan(1);

        int number = 0;
        boolean isCut = true;
        while (isCut) {
            number++;
            assertThat(number).isLessThan(MOST_STATEMENTS);
            // One more connection takes part in a second run, so what was counted in one run is passed there, too.
            isCut = killed(number, Moment.BEFORE, number % 2 == 0, 1);
        }
        assertThat(number).isGreaterThan(statements.size());
    }

    /** What a commit has done stays done, whether or not anybody hears of it. */
    @Test
    void aPeriodHasOneInvoiceWhenTheAnswerOfACommitIsLost() throws Throwable {
        List<String> statements = statementsOfARun();

        for (int number = 1; number <= statements.size(); number++) {
            if (isCommit(statements.get(number - 1))) {
                assertThat(killed(number, Moment.AFTER, false, 1)).isTrue();
                assertThat(killed(number, Moment.AFTER, true, 1)).isTrue();
            }
        }
    }

    @Test
    void eachOfThreeMissedPeriodsHasOneInvoiceThoughTheSchedulerIsKilledInEach() throws Throwable {
        int each = statementsOfARun().size();

        for (int number = each / 2; number < 3 * each; number += each / 3) {
            assertThat(killed(number, Moment.BEFORE, number % 2 == 0, 3)).isTrue();
        }
    }

    private static boolean isCommit(String statement) {
        return statement.equalsIgnoreCase("COMMIT");
    }

    private List<String> statementsOfARun() throws Throwable {
        TestOrganization organization = due(1);
        DATABASE.arm(0, Moment.BEFORE, Reach.PROCESS);
        schedule();
        List<String> statements = DATABASE.statements();
        assertExactlyOnce(organization, 1);
        return statements;
    }

    /** Lets a run be cut at a statement, and another one finish; answers whether it was cut. */
    private boolean killed(int statement, Moment moment, boolean withReplica, int periods) throws Throwable {
        TestOrganization organization = due(periods);
        DATABASE.arm(statement, moment, withReplica ? Reach.CONNECTION : Reach.PROCESS);
        if (withReplica) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(this::scheduled);
            schedule();
            other.get();
        } else {
            schedule();
        }
        boolean isCut = DATABASE.restore();
        untilDone(organization, periods);
        assertExactlyOnce(organization, periods);
        return isCut;
    }

    private void schedule() throws Throwable {
        VertxContextSupport.subscribeAndAwait(scheduler::run);
    }

    private void scheduled() {
        try {
            schedule();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** The run after a restart; what failed is not waited for. */
    private void untilDone(TestOrganization organization, int periods) throws Throwable {
        String done = periods + " " + periods + " " + periods;
        for (int run = 0; run < MOST_RUNS; run++) {
            StoredOrganization.update(
                    "update subscription set next_attempt_at = null where org_id = ?", organization.id());
            schedule();
            if (StoredOrganization.rows(PERIODS, organization.id()).equals(List.of(done))) {
                return;
            }
        }
        assertThat(StoredOrganization.rows(PERIODS, organization.id())).containsExactly(done);
    }

    /** An organization with usage beyond what is included in periods that are over; the next fee follows each. */
    private TestOrganization due(int periods) {
        TestOrganization organization = next();
        Instant anchor = OffsetDateTime.now(ZoneOffset.UTC)
                .minusMonths(periods)
                .minusDays(2)
                .withNano(0)
                .toInstant();
        BillingApi.subscribe(organization, "starter", "MONTH", anchor).statusCode(201);
        List<Map<String, Object>> usage = new ArrayList<>();
        for (int period = 1; period <= periods; period++) {
            if (hasUsage(period, periods)) {
                Instant time = anchor.atOffset(ZoneOffset.UTC)
                        .plusMonths(period)
                        .minusHours(1)
                        .toInstant();
                usage.add(event("emails-" + period, "emails", organization.workspaceId(), time, 9_000));
                usage.add(event("others-" + period, "emails", organization.otherWorkspaceId(), time, 3_500));
                usage.add(event("requests-" + period, "ai_requests", organization.workspaceId(), time, 1_050));
            }
        }
        assertThat(BillingApi.statuses(send(organization.member(), usage))).containsOnly("accepted");
        return organization;
    }

    /** What is older than 35 days is not taken in any more. */
    private static boolean hasUsage(int period, int periods) {
        return period > periods - 2;
    }

    private TestOrganization next() {
        if (known.isEmpty()) {
            TwoOrganizations made = BillingApi.knownOrganizations();
            known.addAll(List.of(made.a(), made.b()));
        }
        return known.remove();
    }

    private static void assertExactlyOnce(TestOrganization organization, int periods) {
        List<String> expected = new ArrayList<>(List.of("INVOICE 1 2900 SUBSCRIPTION - 0 2900"));
        int billed = 0;
        for (int period = 1; period <= periods; period++) {
            String fee = "SUBSCRIPTION - 0 2900";
            expected.add("INVOICE " + (period + 1)
                    + (hasUsage(period, periods)
                            ? " 3250 " + fee + ", OVERAGE ai_requests 50 100, OVERAGE emails 2500 250"
                            : " 2900 " + fee));
            billed += hasUsage(period, periods) ? 1 : 0;
        }
        int documents = periods + 1;
        assertThat(StoredOrganization.rows(DOCUMENTS, organization.id())).isEqualTo(expected);
        assertThat(StoredOrganization.rows(PERIODS, organization.id()))
                .containsExactly(periods + " " + periods + " " + periods);
        assertThat(StoredOrganization.rows(DETAILS, organization.id()))
                .containsExactly(2 * billed + " overages, " + 2 * billed + " rates, " + 3 * billed + " workspaces");
        assertThat(StoredOrganization.rows(LEDGER, organization.id(), organization.id()))
                .containsExactly(documents + " " + documents + " 0 0");
        assertThat(StoredOrganization.rows(EVENTS, organization.id()))
                .hasSize(2)
                .allSatisfy(counted -> assertThat(counted).endsWith(" " + documents + " " + documents));
    }
}
