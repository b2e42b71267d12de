package io.enterprisemode.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.gateway.health.ServiceHealth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverviewRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Summary.Subscription PROFESSIONAL = new Summary.Subscription(
            "professional", "Professional", "ACTIVE", "MONTH", 9_900, "USD", Instant.parse("2026-12-01T00:00:00Z"));

    @Test
    void everythingWellIsAHundred() {
        assertThat(OverviewRules.score(
                        OverviewRules.checks(facts(ServiceHealth.Status.up, meter("OVERAGE", 10, null), 2))))
                .extracting("score", "confidence", "capped")
                .containsExactly(100, 100, false);
    }

    @Test
    void aCriticalServiceThatIsDownCapsTheScore() {
        List<OverviewCheck> checks =
                OverviewRules.checks(facts(ServiceHealth.Status.down, meter("OVERAGE", 10, null), 2));

        assertThat(OverviewRules.score(checks).score()).isLessThanOrEqualTo(40);
        assertThat(OverviewRules.alerts(facts(ServiceHealth.Status.down, meter("OVERAGE", 10, null), 2)))
                .extracting(Summary.Alert::severity)
                .containsOnly(Summary.Severity.critical);
    }

    @Test
    void aLimitThatBlocksIsCriticalAndOneThatChargesIsNot() {
        assertThat(OverviewRules.alerts(facts(ServiceHealth.Status.up, meter("BLOCK", 1_000, 1_000L), 2)))
                .extracting(Summary.Alert::severity)
                .containsExactly(Summary.Severity.critical);
        assertThat(OverviewRules.alerts(facts(ServiceHealth.Status.up, meter("OVERAGE", 1_000, null), 2)))
                .extracting(Summary.Alert::severity)
                .containsExactly(Summary.Severity.info);
    }

    @Test
    void theSoftLimitItselfWarns() {
        assertThat(OverviewRules.alerts(facts(ServiceHealth.Status.up, meter("OVERAGE", 799, null), 2)))
                .isEmpty();
        assertThat(OverviewRules.alerts(facts(ServiceHealth.Status.up, meter("OVERAGE", 800, null), 2)))
                .extracting(Summary.Alert::id)
                .containsExactly("soft-limit-emails");
    }

    @Test
    void whatIsNotKnownIsNeverCountedAsHealthy() {
        Facts nothing = new Facts(
                NOW, List.of(), Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

        assertThat(OverviewRules.checks(nothing))
                .extracting(OverviewCheck::status)
                .containsOnly(OverviewCheck.Status.unknown);
        assertThat(OverviewRules.score(OverviewRules.checks(nothing)).confidence())
                .isZero();
    }

    @Test
    void aSingleOwnerCostsAFewPoints() {
        assertThat(OverviewRules.checks(facts(ServiceHealth.Status.up, meter("OVERAGE", 10, null), 1)))
                .filteredOn(check -> check.status() == OverviewCheck.Status.fail)
                .extracting(OverviewCheck::id)
                .containsExactly("second-owner");
    }

    private static Facts facts(ServiceHealth.Status status, Summary.MeterUsage meter, int owners) {
        List<ServiceHealth> services = java.util.stream.Stream.of("teams", "billing", "reporting", "audit")
                .map(name -> new ServiceHealth(name, status, 3L, NOW, NOW))
                .toList();
        return new Facts(
                NOW,
                services,
                Optional.of(new Summary.Usage(NOW, NOW, List.of(meter))),
                Optional.of(PROFESSIONAL),
                true,
                Optional.of(owners),
                Optional.of(NOW.minusSeconds(2)));
    }

    private static Summary.MeterUsage meter(String behaviour, long used, @Nullable Long limit) {
        return new Summary.MeterUsage("emails", "email", used, 1_000, limit, 800L, behaviour, null);
    }
}
