package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.subscription.ChangeSubscription.Wanted;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Subscriptions as the version before stored them, and what that version does while both are running: the price of the
 * period that runs is charged by a document of its own when it ends or when something is changed; from then on prices
 * are charged in advance.
 */
@QuarkusTest
@WithSuite("billing")
class BroughtOverTest {

    private static final Origin ORIGIN = new Origin(
            new Caller(
                    Caller.Kind.USER,
                    UUID.fromString("018f6f3a-1000-7a00-8000-00000000000b"),
                    "https://issuer.example",
                    "otto",
                    "Otto",
                    null,
                    null,
                    Set.of(),
                    Optional.empty()),
            null,
            null,
            null,
            null);

    @Inject
    CatchUp catchUp;

    @Inject
    ChangeSubscription changes;

    private static Instant before(int months, int days) {
        return OffsetDateTime.now(ZoneOffset.UTC)
                .minusMonths(months)
                .minusDays(days)
                .toInstant()
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant plusMonths(Instant anchor, int months) {
        return anchor.atOffset(ZoneOffset.UTC).plusMonths(months).toInstant();
    }

    private static StoredOrganization monthly(PlanSpan... plans) {
        StoredOrganization organization = StoredOrganization.with(List.of(Ids.next()), List.of(plans));
        StoredOrganization.update(
                "update subscription set next_invoice_at = ? where org_id = ?",
                plusMonths(plans[0].startsAt(), 1),
                organization.id());
        return organization;
    }

    private long due(StoredOrganization organization) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> catchUp.run(organization.id(), ORIGIN))
                .steps();
    }

    /** Of each document its lines, as kind, plan and amount. */
    private static List<String> documents(StoredOrganization organization) {
        return StoredOrganization.rows("""
                select i.kind || ': ' || string_agg(l.kind || ' ' || l.plan_code || ' ' || l.amount_minor, ', '
                                                    order by l.position)
                  from invoice_history i join invoice_line l on l.org_id = i.org_id and l.invoice_id = i.id
                 where i.org_id = ? group by i.id, i.kind order by i.id""", organization.id());
    }

    private static long share(long priceMinor, Instant from, Instant start, Instant end) {
        double part = (double) ChronoUnit.SECONDS.between(from, end) / ChronoUnit.SECONDS.between(start, end);
        return Math.round(priceMinor * part);
    }

    @Test
    void thePriceOfARunningPeriodIsChargedAtItsEndTogetherWithTheNextOne() throws Throwable {
        Instant anchor = before(1, 2);
        StoredOrganization organization = monthly(new PlanSpan("professional", 1, anchor));

        assertThat(due(organization)).isEqualTo(2);

        assertThat(documents(organization))
                .containsExactly("INVOICE: SUBSCRIPTION professional 9900", "INVOICE: SUBSCRIPTION professional 9900");
        assertThat(StoredOrganization.rows(
                        "select period_start from invoice_line where org_id = ? order by invoice_id",
                        organization.id()))
                .hasSize(2)
                .doesNotHaveDuplicates();
        assertThat(StoredOrganization.rows(
                        "select kind from subscription_history where org_id = ? order by id", organization.id()))
                .containsExactly("BROUGHT_OVER", "PERIOD_ENDED", "PERIOD_ENDED");
        assertThat(due(organization)).isZero();
    }

    @Test
    void aChangeInTheRunningPeriodIsChargedAsItWasMade() throws Throwable {
        Instant anchor = before(1, 2);
        Instant change = anchor.plus(10, ChronoUnit.DAYS);
        StoredOrganization organization =
                monthly(new PlanSpan("starter", 1, anchor), new PlanSpan("enterprise", 1, change));

        due(organization);

        Instant end = plusMonths(anchor, 1);
        assertThat(documents(organization).getFirst())
                .isEqualTo("INVOICE: CREDIT starter -%d, SUBSCRIPTION starter 2900, SUBSCRIPTION enterprise %d"
                        .formatted(share(2_900, change, anchor, end), share(29_900, change, anchor, end)));
        assertThat(documents(organization).getLast()).isEqualTo("INVOICE: SUBSCRIPTION enterprise 29900");
    }

    @Test
    void aChangeNowChargesTheRunningPeriodFirst() throws Throwable {
        Instant anchor = before(0, 9);
        StoredOrganization organization = monthly(new PlanSpan("starter", 1, anchor));

        VertxContextSupport.subscribeAndAwait(() -> changes.carryOut(
                organization.id(),
                ORIGIN,
                null,
                null,
                new Wanted.Change(new ChangePlanRequest("professional", BillingInterval.MONTH, When.NOW))));

        assertThat(documents(organization)).hasSize(2).first().isEqualTo("INVOICE: SUBSCRIPTION starter 2900");
        assertThat(documents(organization).getLast())
                .startsWith("INVOICE: CREDIT starter -")
                .contains("SUBSCRIPTION professional ");
    }

    /** Its usage goes on to the end of the year with what is included for twelve months. */
    @Test
    void aYearGoesToItsEndAsItWasBegun() throws Throwable {
        Instant anchor = before(10, 0);
        StoredOrganization organization = monthly(new PlanSpan("starter", 1, anchor));
        StoredOrganization.update(
                "update subscription set billing_interval = 'YEAR', next_invoice_at = ? where org_id = ?",
                plusMonths(anchor, 12),
                organization.id());
        assertThat(due(organization)).isZero();

        VertxContextSupport.subscribeAndAwait(() -> changes.carryOut(
                organization.id(),
                ORIGIN,
                null,
                null,
                new Wanted.Change(new ChangePlanRequest("free", BillingInterval.YEAR, When.PERIOD_END))));

        assertThat(documents(organization)).containsExactly("INVOICE: SUBSCRIPTION starter 29000");
        assertThat(StoredOrganization.rows("""
                        select usage_months || ' ' || (yearly_until = usage_end) || ' ' || (waiting_at = usage_end)
                          from subscription where org_id = ?""", organization.id())).containsExactly("12 true true");
    }

    /** The version before changes the plan of one that has the present form. */
    @Test
    void aChangeByTheVersionBeforeIsChargedWithTheNextStep() throws Throwable {
        Instant anchor = before(1, 2);
        StoredOrganization organization = monthly(new PlanSpan("starter", 1, anchor));
        due(organization);
        Instant start = plusMonths(anchor, 1);
        Instant change = start.plus(1, ChronoUnit.DAYS);
        StoredOrganization.update(
                "insert into subscription_plan (org_id, subscription_id, starts_at, plan_code, plan_version,"
                        + " created_at) values (?, ?, ?, 'professional', 1, now())",
                organization.id(),
                organization.subscriptionId(),
                change);
        StoredOrganization.update(
                "update subscription set plan_code = 'professional', revision = revision + 1 where org_id = ?",
                organization.id());

        VertxContextSupport.subscribeAndAwait(() -> changes.carryOut(
                organization.id(),
                ORIGIN,
                null,
                null,
                new Wanted.Cancel(new CancelSubscriptionRequest(When.PERIOD_END, null))));

        Instant end = plusMonths(anchor, 2);
        assertThat(documents(organization).getLast())
                .isEqualTo("INVOICE: CREDIT starter -%d, SUBSCRIPTION professional %d"
                        .formatted(share(2_900, change, start, end), share(9_900, change, start, end)));
    }
}
