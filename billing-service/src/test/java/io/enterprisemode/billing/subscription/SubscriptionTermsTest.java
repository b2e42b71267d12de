package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubscriptionTermsTest {

    private static final Instant ANCHOR = Instant.parse("2025-12-01T00:00:00Z");
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CHANGE = Instant.parse("2026-01-16T12:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");

    private static SubscriptionTerms terms(PlanSpan... plans) {
        return new SubscriptionTerms(
                UUID.randomUUID(), BillingInterval.MONTH, SubscriptionStatus.ACTIVE, ANCHOR, List.of(plans));
    }

    private static final SubscriptionTerms CHANGED =
            terms(new PlanSpan("starter", 1, ANCHOR), new PlanSpan("professional", 2, CHANGE));

    @Test
    void aPeriodWithOnePlanIsOnePart() {
        PlanPart part = CHANGED.partAt(ANCHOR).orElseThrow();

        assertThat(part.isWhole()).isTrue();
        assertThat(part.plan()).isEqualTo("starter");
        assertThat(part.end()).isEqualTo(JANUARY);
        assertThat(CHANGED.partsOf(part.period())).containsExactly(part);
    }

    @Test
    void aChangeDividesItsPeriodAndTheNextOneHasTheNewPlan() {
        PlanPart before = CHANGED.partAt(CHANGE.minusMillis(1)).orElseThrow();
        PlanPart after = CHANGED.partAt(CHANGE).orElseThrow();
        PlanPart next = CHANGED.partAt(FEBRUARY).orElseThrow();

        assertThat(CHANGED.partsOf(before.period())).containsExactly(before, after);
        assertThat(before.start()).isEqualTo(JANUARY);
        assertThat(before.end()).isEqualTo(CHANGE);
        assertThat(before.plan()).isEqualTo("starter");
        assertThat(after.start()).isEqualTo(CHANGE);
        assertThat(after.end()).isEqualTo(FEBRUARY);
        assertThat(after.planVersion()).isEqualTo(2);
        assertThat(next.isWhole()).isTrue();
        assertThat(next.plan()).isEqualTo("professional");
    }

    @Test
    void whatIsIncludedIsRatedByTheTimeOfThePartAndGrantedToTheEndOfThePeriod() {
        PlanPart before = CHANGED.partAt(JANUARY).orElseThrow();
        PlanPart after = CHANGED.partAt(CHANGE).orElseThrow();

        assertThat(before.rated()).isEqualTo(new Fraction(1_339_200, 2_678_400));
        assertThat(before.granted().floor(10_000)).isEqualTo(10_000);
        assertThat(after.rated()).isEqualTo(after.granted());
        assertThat(after.granted().floor(10_001)).isEqualTo(5_000);
    }

    @Test
    void severalChangesInOnePeriodAndOneAtItsStartMakeNoEmptyParts() {
        SubscriptionTerms terms = terms(
                new PlanSpan("free", 1, ANCHOR),
                new PlanSpan("starter", 1, JANUARY),
                new PlanSpan("professional", 1, CHANGE),
                new PlanSpan("enterprise", 1, CHANGE.plusSeconds(1)));

        assertThat(terms.partsOf(terms.periodAt(JANUARY).orElseThrow()))
                .extracting(PlanPart::plan)
                .containsExactly("starter", "professional", "enterprise");
        assertThat(terms.partsOf(terms.periodAt(ANCHOR).orElseThrow()))
                .extracting(PlanPart::plan)
                .containsExactly("free");
    }

    @Test
    void beforeTheStartThereIsNoPartButAPlan() {
        assertThat(CHANGED.partAt(ANCHOR.minusSeconds(1))).isEmpty();
        assertThat(CHANGED.planAt(ANCHOR.minusSeconds(1)).plan()).isEqualTo("starter");
        assertThat(CHANGED.planAt(CHANGE).plan()).isEqualTo("professional");
        assertThat(CHANGED.latestPlan().plan()).isEqualTo("professional");
    }

    @Test
    void theAutomaticPlanHoldsByTheMonthUntilTheStart() {
        Instant since = Instant.parse("2025-11-10T00:00:00Z");
        Instant start = Instant.parse("2025-12-24T00:00:00Z");
        SubscriptionTerms terms = new SubscriptionTerms(
                UUID.randomUUID(),
                BillingInterval.YEAR,
                SubscriptionStatus.ACTIVE,
                start,
                List.of(new PlanSpan("professional", 1, start)),
                new PlanSpan("free", 2, since));

        PlanPart first = terms.partAt(since).orElseThrow();
        PlanPart last = terms.partAt(start.minusMillis(1)).orElseThrow();
        PlanPart own = terms.partAt(start).orElseThrow();

        assertThat(terms.partAt(since.minusMillis(1))).isEmpty();
        assertThat(first.isWhole()).isTrue();
        assertThat(first.plan()).isEqualTo("free");
        assertThat(last.start()).isEqualTo(first.end());
        assertThat(last.end()).isEqualTo(start);
        assertThat(last.period().end()).isEqualTo(Instant.parse("2026-01-10T00:00:00Z"));
        assertThat(last.planVersion()).isEqualTo(2);
        assertThat(terms.intervalOf(last)).isEqualTo(BillingInterval.MONTH);
        assertThat(terms.planAt(start.minusMillis(1)).plan()).isEqualTo("free");
        assertThat(own.plan()).isEqualTo("professional");
        assertThat(terms.intervalOf(own)).isEqualTo(BillingInterval.YEAR);
        assertThat(terms.periodAt(start.minusMillis(1))).isEmpty();
    }

    @Test
    void plansMustBeInOrderOfTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> terms(new PlanSpan("free", 1, CHANGE), new PlanSpan("starter", 1, CHANGE)));
        assertThatIllegalArgumentException().isThrownBy(SubscriptionTermsTest::terms);
    }
}
