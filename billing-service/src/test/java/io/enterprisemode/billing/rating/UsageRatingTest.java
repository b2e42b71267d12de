package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.rating.UsageRating.Part;
import io.enterprisemode.billing.rating.UsageRating.Rated;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UsageRatingTest {

    private static final Fraction HALF = new Fraction(1, 2);

    /** The weights of those that have a price sum to 1 for a flow; for a level they are the shares of time. */
    @Test
    void theChargesOfThePartsAreWhatIsRounded() {
        List<Part> parts = List.of(
                new Part(0, perUnit("0.01"), new Fraction(1, 4)),
                new Part(0, null, HALF),
                new Part(0, perUnit("0.02"), new Fraction(1, 4)));

        UsageRating.Charges flow = UsageRating.charges(parts, new PeriodUsage.Sums(List.of(100L, 7L, 51L)));
        UsageRating.Charges level = UsageRating.charges(parts, new PeriodUsage.Levels(List.of(100L, 7L, 51L)));

        assertThat(flow.parts()).extracting(UsageRating.PartCharge::charged).containsExactly(151L, 0L, 151L);
        assertThat(flow.rounded("USD")).isEqualTo(new Rated(158, 151, 227));
        assertThat(level.parts()).extracting(UsageRating.PartCharge::charged).containsExactly(100L, 0L, 51L);
        assertThat(level.rounded("USD")).isEqualTo(new Rated(100, 100, 51));
    }

    @Test
    void onlyWhatIsAboveTheIncludedQuantityCosts() {
        Part part = new Part(10_000, perUnit("0.0010"), Fraction.WHOLE);

        assertThat(sums(List.of(part), 10_004)).isEqualTo(new Rated(4, 4, 0));
        assertThat(sums(List.of(part), 10_005)).isEqualTo(new Rated(5, 5, 1));
        assertThat(sums(List.of(part), 9_999)).isEqualTo(Rated.NOTHING);
    }

    @Test
    void aChangeOfPlanDoesNotChargeWhatIsWithinTheAllowance() {
        List<Part> parts = List.of(new Part(1_000, perUnit("1"), HALF), new Part(3_000, perUnit("0.5"), HALF));

        assertThat(sums(parts, 2_000, 0)).isEqualTo(Rated.NOTHING);
        assertThat(sums(parts, 0, 2_002)).isEqualTo(new Rated(2, 2, 150));
    }

    @Test
    void onlyWhatWasUsedUnderAPriceIsCharged() {
        List<Part> parts = List.of(new Part(0, null, HALF), new Part(0, perUnit("1"), HALF));

        assertThat(sums(parts, 7, 3)).isEqualTo(new Rated(10, 3, 300));
        assertThat(sums(List.of(new Part(0, null, Fraction.WHOLE)), 7)).isEqualTo(new Rated(7, 0, 0));
    }

    @Test
    void aLevelCostsByTheTimeOfEachPart() {
        List<Part> parts = List.of(new Part(5, perUnit("1"), HALF), new Part(10, perUnit("2"), HALF));

        assertThat(UsageRating.rate(parts, new PeriodUsage.Levels(List.of(15L, 11L)), "USD"))
                .isEqualTo(new Rated(10, 10, 600));
    }

    @Test
    void tiersOfSeveralPlansAreWeightedByTime() {
        OveragePrice packages = new OveragePrice.Packaged(10, new BigDecimal("3"));
        List<Part> parts = List.of(new Part(0, packages, HALF), new Part(0, perUnit("1"), HALF));

        assertThat(sums(parts, 11, 0)).isEqualTo(new Rated(11, 11, 850));
    }

    @Test
    void aPartOfNoTimeChargesNothing() {
        Part part = new Part(0, perUnit("1"), new Fraction(0, 5));

        assertThat(sums(List.of(part), 3)).isEqualTo(new Rated(3, 3, 0));
    }

    @Test
    void anAmountBeyond64BitsIsRefusedRatherThanWrong() {
        Part part = new Part(0, perUnit("1"), Fraction.WHOLE);

        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> sums(List.of(part), Long.MAX_VALUE));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Part(-1, null, Fraction.WHOLE));
        assertThatIllegalArgumentException().isThrownBy(() -> perUnit("-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> new OveragePrice.Packaged(0, BigDecimal.ONE));
        assertThatIllegalArgumentException().isThrownBy(() -> new OveragePrice.Volume(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new OveragePrice.Graduated(List.of(tier(5L), tier(6L))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OveragePrice.Graduated(List.of(tier(6L), tier(6L), tier(null))));
        assertThatIllegalArgumentException().isThrownBy(() -> new OveragePrice.Volume(List.of(tier(null), tier(null))));
    }

    private static PriceTier tier(@Nullable Long upTo) {
        return new PriceTier(upTo, BigDecimal.ONE, null);
    }

    private static OveragePrice perUnit(String unitPrice) {
        return new OveragePrice.PerUnit(new BigDecimal(unitPrice));
    }

    private static Rated sums(List<Part> parts, long... used) {
        return UsageRating.rate(
                parts, new PeriodUsage.Sums(Arrays.stream(used).boxed().toList()), "USD");
    }
}
