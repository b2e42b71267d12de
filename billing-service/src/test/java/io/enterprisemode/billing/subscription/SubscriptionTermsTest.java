package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
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
        return terms(UsageCalendar.from(ANCHOR), plans);
    }

    private static SubscriptionTerms terms(UsageCalendar calendar, PlanSpan... plans) {
        return new SubscriptionTerms(
                UUID.randomUUID(), SubscriptionStatus.ACTIVE, 1, calendar, List.of(plans), null, null);
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
    }

    @Test
    void theAutomaticPlanHoldsByTheMonthUntilTheStart() {
        Instant since = Instant.parse("2025-11-10T00:00:00Z");
        Instant start = Instant.parse("2025-12-24T00:00:00Z");
        SubscriptionTerms terms = new SubscriptionTerms(
                UUID.randomUUID(),
                SubscriptionStatus.ACTIVE,
                1,
                UsageCalendar.from(start),
                List.of(new PlanSpan("professional", 1, start)),
                new PlanSpan("free", 2, since),
                null);

        PlanPart first = terms.partAt(since).orElseThrow();
        PlanPart last = terms.partAt(start.minusMillis(1)).orElseThrow();
        PlanPart own = terms.partAt(start).orElseThrow();

        assertThat(terms.partAt(since.minusMillis(1))).isEmpty();
        assertThat(first.isWhole()).isTrue();
        assertThat(first.plan()).isEqualTo("free");
        assertThat(last.start()).isEqualTo(first.end());
        assertThat(last.end()).isEqualTo(start);
        assertThat(last.period().wholeEnd()).isEqualTo(Instant.parse("2026-01-10T00:00:00Z"));
        assertThat(last.planVersion()).isEqualTo(2);
        assertThat(terms.planAt(start.minusMillis(1)).plan()).isEqualTo("free");
        assertThat(own.plan()).isEqualTo("professional");
        assertThat(own.isWhole()).isTrue();
        assertThat(terms.periodAt(start.minusMillis(1))).isEmpty();
    }

    @Test
    void aTrialIsAPeriodOfItsOwnInWhichEveryLimitBlocks() {
        Instant trial = ANCHOR.minusSeconds(14 * 86_400);
        SubscriptionTerms terms =
                terms(new UsageCalendar(trial, ANCHOR, null, null, null), new PlanSpan("professional", 1, trial));

        PlanPart inTrial = terms.partAt(trial).orElseThrow();

        assertThat(inTrial.isTrial()).isTrue();
        assertThat(inTrial.end()).isEqualTo(ANCHOR);
        assertThat(terms.partAt(ANCHOR).orElseThrow().isTrial()).isFalse();
        assertThat(terms.partAt(ANCHOR).orElseThrow().end()).isEqualTo(JANUARY);
        Allowance overage =
                new Allowance("emails", 100, LimitBehaviour.OVERAGE, 80, null, UnitPrices.of("USD", "0.0010"));
        assertThat(inTrial.limit(overage, Aggregation.SUM).behaviour()).isEqualTo(LimitBehaviour.BLOCK);
        assertThat(inTrial.limit(overage, Aggregation.SUM).included()).isEqualTo(100);
    }

    @Test
    void nothingIsCountedFromTheEndOnAndTheLastPeriodKeepsItsWholeLength() {
        SubscriptionTerms terms =
                terms(new UsageCalendar(ANCHOR, ANCHOR, null, CHANGE, CHANGE), new PlanSpan("starter", 1, ANCHOR));

        PlanPart last = terms.partAt(CHANGE.minusMillis(1)).orElseThrow();

        assertThat(terms.partAt(CHANGE)).isEmpty();
        assertThat(last.end()).isEqualTo(CHANGE);
        assertThat(last.granted().floor(100)).isEqualTo(100);
        assertThat(last.rated().floor(100)).isEqualTo(50);
    }

    @Test
    void usageOfTheTimeBeforeBelongsToTheSubscriptionBefore() {
        SubscriptionTerms before =
                terms(new UsageCalendar(ANCHOR, ANCHOR, null, JANUARY, JANUARY), new PlanSpan("starter", 1, ANCHOR));
        SubscriptionTerms terms = new SubscriptionTerms(
                UUID.randomUUID(),
                SubscriptionStatus.ACTIVE,
                1,
                UsageCalendar.from(CHANGE),
                List.of(new PlanSpan("professional", 1, CHANGE)),
                null,
                before);

        assertThat(terms.partAt(JANUARY.minusMillis(1)).orElseThrow().plan()).isEqualTo("starter");
        assertThat(terms.partAt(JANUARY)).isEmpty();
        assertThat(terms.partAt(CHANGE).orElseThrow().plan()).isEqualTo("professional");
    }

    @Test
    void periodsOnceWereYears() {
        Instant year = Instant.parse("2026-12-01T00:00:00Z");
        SubscriptionTerms terms =
                terms(new UsageCalendar(ANCHOR, ANCHOR, year, null, null), new PlanSpan("starter", 1, ANCHOR));

        assertThat(terms.periodAt(CHANGE).orElseThrow()).isEqualTo(UsagePeriod.whole(ANCHOR, year, 12));
        assertThat(terms.periodAt(year).orElseThrow().end()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void plansMustBeInOrderOfTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> terms(new PlanSpan("free", 1, CHANGE), new PlanSpan("starter", 1, CHANGE)));
        assertThatIllegalArgumentException().isThrownBy(SubscriptionTermsTest::terms);
    }
}
