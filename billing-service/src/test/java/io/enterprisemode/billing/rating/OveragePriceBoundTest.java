package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bound of usage by what it costs: it is never exceeded within it, and a unit more would exceed it. */
class OveragePriceBoundTest {

    private static final String LARGEST_PRICE = "1000000000";
    private static final String SMALLEST_PRICE = "0.000000000001";
    private static final long LARGEST_TIER = 1_000_000_000_000_000L;

    private static OveragePrice perUnit(String price) {
        return new OveragePrice.PerUnit(new BigDecimal(price));
    }

    private static OveragePrice packaged(long size, String price) {
        return new OveragePrice.Packaged(size, new BigDecimal(price));
    }

    private static PriceTier tier(@Nullable Long upTo, String unitPrice, @Nullable String flat) {
        return new PriceTier(upTo, new BigDecimal(unitPrice), flat == null ? null : new BigDecimal(flat));
    }

    private static OveragePrice graduated(PriceTier... tiers) {
        return new OveragePrice.Graduated(List.of(tiers));
    }

    private static OveragePrice volume(PriceTier... tiers) {
        return new OveragePrice.Volume(List.of(tiers));
    }

    static Stream<OveragePrice> prices() {
        return Stream.of(
                perUnit("0"),
                perUnit(SMALLEST_PRICE),
                perUnit("0.0010"),
                perUnit("7"),
                perUnit(LARGEST_PRICE),
                packaged(1, LARGEST_PRICE),
                packaged(LARGEST_TIER, LARGEST_PRICE),
                packaged(LARGEST_TIER, "0"),
                packaged(7, "12.345678901234"),
                graduated(tier(null, "0", null)),
                graduated(tier(null, "0", LARGEST_PRICE)),
                graduated(tier(LARGEST_TIER, "0", null), tier(null, LARGEST_PRICE, LARGEST_PRICE)),
                graduated(tier(10L, "1", "5"), tier(LARGEST_TIER, "0.5", null), tier(null, "3", "100")),
                graduated(tier(10L, LARGEST_PRICE, null), tier(null, SMALLEST_PRICE, "1")),
                volume(tier(null, "0", null)),
                volume(tier(LARGEST_TIER, "0", null), tier(null, LARGEST_PRICE, LARGEST_PRICE)),
                volume(tier(LARGEST_TIER, LARGEST_PRICE, null), tier(null, "0", null)),
                volume(tier(10L, "1", "5"), tier(LARGEST_TIER, "0.5", null), tier(null, "0.1", "1")));
    }

    @ParameterizedTest
    @MethodSource("prices")
    void noQuantityWithinTheBoundCostsMoreAndOneBeyondItDoes(OveragePrice price) {
        for (String currency : List.of("JPY", "USD", "KWD")) {
            Allowance allowance = new Allowance("things", 0, LimitBehaviour.OVERAGE, 80, null, Map.of(currency, price));
            long bound = allowance.bound();

            assertThat(bound).isPositive();
            Stream.of(1L, 10L, 11L, bound / 2, bound - 1, bound, LARGEST_TIER, LARGEST_TIER + 1)
                    .filter(quantity -> quantity >= 0 && quantity <= bound)
                    .forEach(quantity -> assertThat(charge(price, quantity, currency))
                            .as("%d in %s", quantity, currency)
                            .isBetween(0L, Allowance.LARGEST_CHARGE_MINOR));
            if (bound < Long.MAX_VALUE) {
                assertThat(price.charge(bound + 1).movePointRight(MinorUnits.exponent(currency)))
                        .isGreaterThan(BigDecimal.valueOf(Allowance.LARGEST_CHARGE_MINOR));
            }
        }
    }

    /** Of a flow and of a level. */
    private static long charge(OveragePrice price, long quantity, String currency) {
        List<UsageRating.Part> whole = List.of(new UsageRating.Part(0, price, Fraction.WHOLE));
        long flow = UsageRating.rate(whole, new PeriodUsage.Sums(List.of(quantity)), currency)
                .amountMinor();
        assertThat(UsageRating.rate(whole, new PeriodUsage.Levels(List.of(quantity)), currency)
                        .amountMinor())
                .isEqualTo(flow);
        return flow;
    }

    /** The plan that may be used least says how much may be used in a period with several of them. */
    @ParameterizedTest
    @MethodSource("prices")
    void theSmallerBoundHoldsForAPeriodWithSeveralPlans(OveragePrice price) {
        for (OveragePrice other : prices().toList()) {
            long bound = Math.min(bound(price), bound(other));
            List<UsageRating.Part> parts = List.of(
                    new UsageRating.Part(0, price, new Fraction(1, 2_678_400)),
                    new UsageRating.Part(0, other, new Fraction(2_678_399, 2_678_400)));

            for (PeriodUsage usage : List.of(
                    new PeriodUsage.Sums(List.of(bound / 2, bound - bound / 2)),
                    new PeriodUsage.Distinct(bound, bound),
                    new PeriodUsage.Levels(List.of(bound, bound)))) {
                assertThat(UsageRating.rate(parts, usage, "USD").amountMinor())
                        .isBetween(0L, Allowance.LARGEST_CHARGE_MINOR);
            }
        }
    }

    private static long bound(OveragePrice price) {
        return new Allowance("things", 0, LimitBehaviour.OVERAGE, 80, null, Map.of("USD", price)).bound();
    }
}
