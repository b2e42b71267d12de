package io.enterprisemode.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.enterprisemode.gateway.health.AccessViewHealth;
import io.enterprisemode.gateway.health.ServiceHealth;
import io.enterprisemode.gateway.overview.SummaryView.Alert;
import io.enterprisemode.gateway.overview.SummaryView.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverviewRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant EARLIER = Instant.parse("2026-11-22T09:12:00Z");
    private static final Instant LONG_AGO = Instant.parse("2026-11-19T00:00:00Z");
    private static final SummaryView.Subscription PROFESSIONAL = new SummaryView.Subscription(
            "professional",
            "Professional",
            "ACTIVE",
            "MONTH",
            9_900,
            "USD",
            Instant.parse("2026-12-01T00:00:00Z"),
            null,
            null,
            null);

    @Test
    void everythingWellIsAHundred() {
        assertThat(OverviewRules.score(OverviewRules.checks(given().facts())))
                .extracting("score", "confidence", "capped")
                .containsExactly(100, 100, false);
    }

    @Test
    void aCriticalServiceThatIsDownCapsTheScore() {
        Facts facts = given().services(ServiceHealth.Status.down).facts();

        assertThat(OverviewRules.score(OverviewRules.checks(facts)).score()).isLessThanOrEqualTo(40);
        assertThat(OverviewRules.alerts(facts)).extracting(Alert::severity).containsOnly(Severity.critical);
    }

    @ParameterizedTest
    @CsvSource({
        "NEAR_LIMIT, OVERAGE, warning,  soft-limit-emails, Close to the limit: Emails",
        "AT_LIMIT,   OVERAGE, warning,  limit-emails,      What the plan includes is used up: Emails",
        "AT_LIMIT,   WARN,    warning,  limit-emails,      What the plan includes is used up: Emails",
        "OVERAGE,    OVERAGE, info,     limit-emails,      Beyond what the plan includes: Emails",
        "BLOCKED,    BLOCK,   critical, limit-emails,      Usage is refused: Emails",
        "BLOCKED,    OVERAGE, critical, limit-emails,      Usage is refused: Emails"
    })
    void anAlertFollowsTheStateThatBillingGivesTheMeter(
            MeterState state, String behaviour, Severity severity, String id, String title) {
        assertThat(OverviewRules.alerts(
                        given().meters(meter("emails", state, behaviour)).facts()))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.severity()).isEqualTo(severity);
                    assertThat(alert.id()).isEqualTo(id);
                    assertThat(alert.title()).isEqualTo(title);
                });
    }

    @Test
    void aMeterThatWarnsIsNeverSaidToBeCharged() {
        assertThat(OverviewRules.alerts(given().meters(meter("emails", MeterState.AT_LIMIT, "WARN"))
                        .facts()))
                .extracting(Alert::detail)
                .containsExactly("Nothing is refused, and nothing more is charged.");
    }

    @ParameterizedTest
    @EnumSource(names = {"WITHIN", "NOT_IN_PLAN"})
    void aMeterWithinItsLimitsOrOutsideThePlanRaisesNothingAndCostsNothing(MeterState state) {
        Facts facts = given().meters(meter("emails", state, null)).facts();

        assertThat(OverviewRules.alerts(facts)).isEmpty();
        assertThat(OverviewRules.score(OverviewRules.checks(facts)).score()).isEqualTo(100);
    }

    @Test
    void whoSeesAPartOfTheOrganizationIsToldNothingOfLimits() {
        Facts facts =
                given().scope("SUBTREE").meters(meter("emails", null, null)).facts();

        assertThat(OverviewRules.alerts(facts)).isEmpty();
        assertThat(OverviewRules.checks(facts))
                .filteredOn(check -> check.id().endsWith("-limits"))
                .hasSize(2)
                .allSatisfy(check -> {
                    assertThat(check.status()).isEqualTo(OverviewCheck.Status.unknown);
                    assertThat(check.reason()).startsWith("You see a part of the organization only");
                });
    }

    @Test
    void aBillingServiceOfTheVersionBeforeTellsNoState() {
        assertThat(OverviewRules.checks(
                        given().meters(meter("emails", null, "OVERAGE")).facts()))
                .filteredOn(check -> check.id().endsWith("-limits"))
                .extracting(OverviewCheck::reason)
                .containsOnly("Billing has not said.");
    }

    @Test
    void aStaleViewOfAccessIsAnAlertAndCapsTheScoreAlthoughTheServiceIsReady() {
        Facts facts = given().staleAccessView().facts();

        assertThat(OverviewRules.alerts(facts)).singleElement().satisfies(alert -> {
            assertThat(alert.id()).isEqualTo("access-view-billing");
            assertThat(alert.severity()).isEqualTo(Severity.critical);
            assertThat(alert.detail()).contains("for 47 s");
            assertThat(alert.since()).isEqualTo(EARLIER);
        });
        assertThat(OverviewRules.score(OverviewRules.checks(facts)).score()).isLessThanOrEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "billing", "reporting"})
    void aViewOfAccessThatWasNotSeenIsNotTakenForFresh(String unseen) {
        String[] seen = Stream.of("audit", "billing", "reporting")
                .filter(service -> !service.equals(unseen))
                .toArray(String[]::new);

        assertThat(OverviewRules.checks(given().accessViewsOf(seen).facts()))
                .filteredOn(check -> check.id().equals("access-views"))
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.status()).isEqualTo(OverviewCheck.Status.unknown);
                    assertThat(check.reason()).endsWith(": " + unseen + ".");
                });
    }

    @Test
    void noAlertIsCutHoweverManyThereAre() {
        SummaryView.MeterUsage[] meters = IntStream.range(0, 12)
                .mapToObj(i -> meter("meter_" + i, MeterState.NEAR_LIMIT, "WARN"))
                .toArray(SummaryView.MeterUsage[]::new);

        assertThat(OverviewRules.alerts(given().meters(meters).facts())).hasSize(12);
    }

    @Test
    void withoutAPlanThereIsAnAlertSinceTheOrganizationWasFounded() {
        Facts facts = given().plan(null).withoutPlanSince(EARLIER).facts();

        assertThat(OverviewRules.alerts(facts))
                .extracting(Alert::id, Alert::severity, Alert::since)
                .containsExactly(tuple("no-plan", Severity.critical, EARLIER));
    }

    @Test
    void thatAPlanIsNotKnownIsNotThatThereIsNone() {
        assertThat(OverviewRules.alerts(given().planUnknown().facts())).isEmpty();
    }

    @Test
    void openInvoicesAreAnAlertSinceTheOldestAndGraverAfterAMonth() {
        assertThat(OverviewRules.alerts(given().open(new SummaryView.OpenInvoices("USD", 3, 40_078, EARLIER))
                        .facts()))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.title()).isEqualTo("3 invoices are open: 400.78 USD");
                    assertThat(alert.severity()).isEqualTo(Severity.info);
                    assertThat(alert.since()).isEqualTo(EARLIER);
                });
        Instant longAgo = NOW.minus(Duration.ofDays(31));
        assertThat(OverviewRules.alerts(given().open(new SummaryView.OpenInvoices("JPY", 1, 500, longAgo))
                        .facts()))
                .extracting(Alert::title, Alert::severity)
                .containsExactly(tuple("1 invoice is open: 500 JPY", Severity.warning));
    }

    @Test
    void aTrialSaysWhenItEndsAndWhatThePlanCostsThen() {
        Instant end = Instant.parse("2026-12-06T20:00:00Z");

        assertThat(OverviewRules.alerts(given().plan(trialUntil(end, null)).facts()))
                .as("in the days of the organization, where it is the 7th already")
                .extracting(Alert::id, Alert::severity, Alert::title, Alert::detail)
                .containsExactly(tuple(
                        "trial-ends",
                        Severity.info,
                        "The trial of Professional ends on 7 Dec 2026",
                        "Every limit blocks in it. From then on the plan costs 99.00 USD a month."));
        assertThat(OverviewRules.alerts(given().plan(trialUntil(NOW.plus(Duration.ofDays(3)), null))
                        .facts()))
                .extracting(Alert::severity)
                .containsExactly(Severity.warning);
        assertThat(OverviewRules.alerts(given().plan(trialUntil(end, end)).facts()))
                .as("a trial that is canceled leads to no price")
                .extracting(Alert::id, Alert::title)
                .containsExactly(tuple("plan-ends", "Professional ends on 7 Dec 2026"));
    }

    @Test
    void aTrialThatIsOverIsNoAlert() {
        assertThat(OverviewRules.alerts(
                        given().plan(plan("ACTIVE", LONG_AGO, null, null)).facts()))
                .isEmpty();
    }

    @Test
    void whatWaitsIsSaidWithItsDayAndPrice() {
        SummaryView.PendingChange yearly = new SummaryView.PendingChange(
                "starter", "Starter", "YEAR", 29_000, Instant.parse("2026-12-31T23:00:00Z"));

        assertThat(OverviewRules.alerts(
                        given().plan(plan("ACTIVE", null, yearly, null)).facts()))
                .extracting(Alert::severity, Alert::title, Alert::detail)
                .containsExactly(tuple(
                        Severity.info,
                        "The plan changes to Starter on 1 Jan 2027",
                        "From then on it costs 290.00 USD a year."));
        SummaryView.PendingChange free =
                new SummaryView.PendingChange("free", "Free", "MONTH", 0, Instant.parse("2026-12-31T23:00:00Z"));
        assertThat(OverviewRules.alerts(
                        given().plan(plan("ACTIVE", null, free, null)).facts()))
                .extracting(Alert::detail)
                .containsExactly("From then on it is free of charge.");
        assertThat(OverviewRules.alerts(
                        given().plan(plan("ACTIVE", null, null, NOW)).facts()))
                .extracting(Alert::severity, Alert::title, Alert::detail)
                .containsExactly(tuple(
                        Severity.warning, "Professional ends on 22 Nov 2026", "All usage is refused from then on."));
    }

    @Test
    void aSuspendedSubscriptionCostsPoints() {
        Facts suspended = given().plan(plan("SUSPENDED", null, null, null)).facts();
        Facts pastDue = given().plan(plan("PAST_DUE", null, null, null)).facts();

        assertThat(OverviewRules.alerts(suspended))
                .extracting(Alert::id, Alert::severity)
                .containsExactly(tuple("suspended", Severity.critical));
        assertThat(OverviewRules.checks(suspended))
                .filteredOn(check -> check.status() == OverviewCheck.Status.fail)
                .extracting(OverviewCheck::id)
                .containsExactly("subscription");
        assertThat(OverviewRules.alerts(pastDue))
                .extracting(Alert::id, Alert::severity)
                .containsExactly(tuple("past-due", Severity.warning));
        assertThat(OverviewRules.checks(pastDue))
                .extracting(OverviewCheck::reason)
                .contains("Professional, past due.");
    }

    private static SummaryView.Subscription trialUntil(Instant end, @Nullable Instant cancelAt) {
        return plan("TRIALING", end, null, cancelAt);
    }

    private static SummaryView.Subscription plan(
            String status,
            @Nullable Instant trialEnd,
            SummaryView.@Nullable PendingChange change,
            @Nullable Instant cancelAt) {
        return new SummaryView.Subscription(
                "professional",
                "Professional",
                status,
                "MONTH",
                9_900,
                "USD",
                PROFESSIONAL.currentPeriodEnd(),
                trialEnd,
                change,
                cancelAt);
    }

    @Test
    void everyAlertLeadsSomewhereAndNoneSpeaksOfCommands() {
        Facts facts = given().services(ServiceHealth.Status.down)
                .plan(null)
                .meters(
                        meter("emails", MeterState.BLOCKED, "BLOCK"),
                        meter("contacts", MeterState.OVERAGE, "OVERAGE"),
                        meter("calls", MeterState.NEAR_LIMIT, "WARN"))
                .open(new SummaryView.OpenInvoices("USD", 1, 2_900, EARLIER))
                .owners(1)
                .facts();

        assertThat(OverviewRules.alerts(facts)).hasSize(9).allSatisfy(alert -> {
            assertThat(alert.action()).matches("/#(services|usage|plan)");
            assertThat(alert.actionLabel()).isNotBlank();
        });
        assertThat(Stream.concat(
                        OverviewRules.alerts(facts).stream().map(Alert::detail),
                        OverviewRules.checks(facts).stream().map(OverviewCheck::remedy)))
                .filteredOn(text -> text != null)
                .noneMatch(text -> text.contains("/api/") || text.contains("./suite"));
    }

    @Test
    void anAlertIsAsOldAsTheRecordItComesFrom() {
        assertThat(OverviewRules.alerts(
                        given().services(ServiceHealth.Status.down).facts()))
                .extracting(Alert::since)
                .containsOnly(EARLIER);
        assertThat(OverviewRules.alerts(given().meters(meter("emails", MeterState.BLOCKED, "BLOCK"))
                        .facts()))
                .extracting(Alert::since)
                .containsExactly(LONG_AGO);
    }

    @Test
    void whatIsNotKnownIsNeverCountedAsHealthy() {
        Facts nothing = new Facts(
                NOW,
                ZoneOffset.UTC,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(OverviewRules.checks(nothing))
                .extracting(OverviewCheck::status)
                .containsOnly(OverviewCheck.Status.unknown);
        assertThat(OverviewRules.score(OverviewRules.checks(nothing)).confidence())
                .isZero();
    }

    @Test
    void aSingleOwnerCostsAFewPoints() {
        assertThat(OverviewRules.checks(given().owners(1).facts()))
                .filteredOn(check -> check.status() == OverviewCheck.Status.fail)
                .extracting(OverviewCheck::id)
                .containsExactly("second-owner");
    }

    private static Given given() {
        return new Given();
    }

    private static SummaryView.MeterUsage meter(String code, @Nullable MeterState state, @Nullable String behaviour) {
        return new SummaryView.MeterUsage(
                code,
                "email",
                900,
                state,
                LONG_AGO,
                1_000L,
                behaviour == null ? null : 1_000L,
                800L,
                null,
                behaviour,
                null);
    }

    /** An organization where everything is well, but for what is said. */
    private static final class Given {

        private ServiceHealth.Status services = ServiceHealth.Status.up;
        private List<AccessViewHealth> accessViews = freshAccessViews("audit", "billing", "reporting");
        private String scope = "ORGANIZATION";
        private List<SummaryView.MeterUsage> meters = List.of(meter("emails", MeterState.WITHIN, "OVERAGE"));
        private Optional<SummaryView.Subscription> plan = Optional.of(PROFESSIONAL);
        private boolean planKnown = true;
        private Optional<Instant> withoutPlanSince = Optional.empty();
        private List<SummaryView.OpenInvoices> open = List.of();
        private long owners = 2;

        private static List<AccessViewHealth> freshAccessViews(String... services) {
            return Stream.of(services)
                    .map(service -> new AccessViewHealth(service, 0L, 10, false, NOW, EARLIER))
                    .toList();
        }

        Given accessViewsOf(String... services) {
            accessViews = freshAccessViews(services);
            return this;
        }

        Given staleAccessView() {
            accessViews = List.of(
                    new AccessViewHealth("audit", 0L, 10, false, NOW, EARLIER),
                    new AccessViewHealth("billing", 47L, 10, true, NOW, EARLIER));
            return this;
        }

        Given services(ServiceHealth.Status status) {
            services = status;
            return this;
        }

        Given scope(String code) {
            scope = code;
            return this;
        }

        Given meters(SummaryView.MeterUsage... all) {
            meters = List.of(all);
            return this;
        }

        Given plan(SummaryView.@Nullable Subscription subscription) {
            plan = Optional.ofNullable(subscription);
            return this;
        }

        Given planUnknown() {
            plan = Optional.empty();
            planKnown = false;
            return this;
        }

        Given withoutPlanSince(Instant since) {
            withoutPlanSince = Optional.of(since);
            return this;
        }

        Given open(SummaryView.OpenInvoices... all) {
            open = List.of(all);
            return this;
        }

        Given owners(long count) {
            owners = count;
            return this;
        }

        Facts facts() {
            return new Facts(
                    NOW,
                    ZoneId.of("Asia/Kolkata"),
                    Stream.of("teams", "billing", "reporting", "audit")
                            .map(name -> new ServiceHealth(name, services, 3L, NOW, EARLIER))
                            .toList(),
                    accessViews,
                    Optional.of(new SummaryView.Usage(scope, NOW, NOW, meters)),
                    plan,
                    planKnown,
                    withoutPlanSince,
                    Optional.of(open),
                    Optional.of(owners),
                    Optional.of(NOW.minusSeconds(2)));
        }
    }
}
