package io.enterprisemode.billing.invoice;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.invoice.StatementBoundaryProxy.Moment;
import io.enterprisemode.billing.invoice.StatementBoundaryProxy.Reach;
import io.enterprisemode.billing.subscription.OwnClocks;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each period gets one document with all that belongs to it, wherever the scheduler is killed: its way to the database
 * is cut at every statement of its transactions, with and without another run at the same time.
 */
@QuarkusTest
@WithSuite("billing")
@TestProfile(ExactlyOneInvoiceTest.CutDatabase.class)
class ExactlyOneInvoiceTest {

    /** The way of the transactions of workers, which carry out the usual. */
    private static final StatementBoundaryProxy WORKERS = new StatementBoundaryProxy(PostgresServer.port());

    /** The way of the transactions of organizations, which carry out what is left. */
    private static final StatementBoundaryProxy ORGANIZATIONS = new StatementBoundaryProxy(PostgresServer.port());

    /** How the scheduler carries out what is due. */
    enum Way {
        /** With other organizations, in a transaction of a worker. */
        IN_BULK,
        /** In a transaction of the organization, as one with a clock of its own. */
        BY_ITSELF;

        private StatementBoundaryProxy database() {
            return this == IN_BULK ? WORKERS : ORGANIZATIONS;
        }
    }

    /** One when the period ends, and one when its document is finalized. */
    private static final int COMMITS = 2;

    /** More statements than a period needs: if there were more, the test would not end. */
    private static final int MOST_STATEMENTS = 150;

    /** Broken connections of the pool may fail runs; each uses up one at least. */
    private static final int MOST_RUNS = 40;

    public static class CutDatabase implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.datasource.reactive.url",
                    "vertx-reactive:postgresql://localhost:" + ORGANIZATIONS.port() + "/billing",
                    "quarkus.datasource.reactive.max-size",
                    "4",
                    "quarkus.datasource.worker.reactive.url",
                    "vertx-reactive:postgresql://localhost:" + WORKERS.port() + "/billing",
                    "enterprise.seeding.clock",
                    "true",
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

    @Inject
    OwnClocks clocks;

    private final Deque<TestOrganization> known = new ArrayDeque<>();

    private Way way = Way.IN_BULK;

    @BeforeEach
    void nothingElseIsDue() throws Throwable {
        for (Way each : Way.values()) {
            each.database().arm(0, Moment.BEFORE, Reach.PROCESS);
        }
        int runs = 1;
        while (!scheduled()) {
            assertThat(++runs).isLessThan(MOST_RUNS);
        }
    }

    @AfterEach
    void restore() {
        for (Way each : Way.values()) {
            each.database().restore();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeriodHasOneInvoiceWhereverTheSchedulerIsKilled(Way carriedOut) throws Throwable {
        way = carriedOut;
        List<String> statements = statementsOfARun(1);
        assertThat(statements.stream().filter(ExactlyOneInvoiceTest::isCommit))
                .describedAs("transactions")
                .hasSizeGreaterThanOrEqualTo(COMMITS);

        int number = 0;
        boolean isCut = true;
        while (isCut || number <= statements.size()) {
            number++;
            assertThat(number).isLessThan(MOST_STATEMENTS);
            // One more connection takes part in a second run, so what was counted in one run is passed there, too.
            isCut = killed(number, number % 2 == 0, 1);
        }
    }

    /** What a commit has done stays done, whether or not anybody hears of it. */
    @ParameterizedTest
    @EnumSource
    void aPeriodHasOneInvoiceWhenTheAnswerOfACommitIsLost(Way carriedOut) throws Throwable {
        way = carriedOut;
        for (int number = 1; number <= COMMITS; number++) {
            assertThat(killedAfterCommit(number, false)).isTrue();
            assertThat(killedAfterCommit(number, true)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachOfThreeMissedPeriodsHasOneInvoiceThoughTheSchedulerIsKilledInEach(Way carriedOut) throws Throwable {
        way = carriedOut;
        int all = statementsOfARun(3).size();

        // Other workers may have had statements in that run, and none now.
        int cuts = 0;
        for (int number = all / 6; number < all; number += all / 9) {
            cuts += killed(number, number % 2 == 0, 3) ? 1 : 0;
        }
        assertThat(cuts).isGreaterThan(4);
    }

    private static boolean isCommit(String statement) {
        return statement.equalsIgnoreCase("COMMIT");
    }

    private List<String> statementsOfARun(int periods) throws Throwable {
        TestOrganization organization = due(periods);
        way.database().arm(0, Moment.BEFORE, Reach.PROCESS);
        schedule();
        List<String> statements = way.database().statements();
        assertExactlyOnce(organization, periods);
        return statements;
    }

    /** Lets a run be cut at a statement, and another one finish; answers whether it was cut. */
    private boolean killed(int statement, boolean withReplica, int periods) throws Throwable {
        TestOrganization organization = due(periods);
        way.database().arm(statement, Moment.BEFORE, reach(withReplica));
        return killed(organization, withReplica, periods);
    }

    /** The same once a commit has arrived, and before its answer does. */
    private boolean killedAfterCommit(int number, boolean withReplica) throws Throwable {
        TestOrganization organization = due(1);
        way.database().arm(number, ExactlyOneInvoiceTest::isCommit, Moment.AFTER, reach(withReplica));
        return killed(organization, withReplica, 1);
    }

    private static Reach reach(boolean withReplica) {
        return withReplica ? Reach.CONNECTION : Reach.PROCESS;
    }

    private boolean killed(TestOrganization organization, boolean withReplica, int periods) throws Throwable {
        if (withReplica) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(this::scheduled);
            scheduled();
            other.get();
        } else {
            scheduled();
        }
        boolean isCut = way.database().restore();
        untilDone(organization, periods);
        assertExactlyOnce(organization, periods);
        return isCut;
    }

    private void schedule() throws Throwable {
        VertxContextSupport.subscribeAndAwait(scheduler::run);
    }

    /** A run that may fail, as its way is cut; answers whether it did not. */
    private boolean scheduled() {
        try {
            schedule();
            return true;
        } catch (Throwable isCut) {
            return false;
        }
    }

    /** The run after a restart; what failed is not waited for. */
    private void untilDone(TestOrganization organization, int periods) throws Throwable {
        String done = periods + " " + periods + " " + periods;
        for (int run = 0; run < MOST_RUNS; run++) {
            StoredOrganization.update(
                    "update subscription set next_attempt_at = null where org_id = ?", organization.id());
            scheduled();
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
        if (way == Way.BY_ITSELF) {
            clocks.set(organization.id(), Instant.now());
        }
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
