package io.enterprisemode.billing.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gives every minor unit of an amount to somebody, by the method of the largest remainder: each gets the floor of its
 * exact share, then one unit each by falling remainder; of equal remainders the earlier one gets it. The parts always
 * sum to the amount.
 */
public final class Allocation {

    private Allocation() {}

    /**
     * Splits an amount by weights.
     *
     * @param amountMinor in minor units; a negative one is split like its absolute value
     * @param weights not negative; when all are 0, as if all were 1
     * @return the parts in minor units, in the order of the weights
     * @throws IllegalArgumentException when a weight is negative, or there is something to split and nobody to take it
     */
    public static List<Long> of(long amountMinor, List<Long> weights) {
        if (weights.isEmpty() && amountMinor != 0) {
            throw new IllegalArgumentException("nobody to give " + amountMinor + " to");
        }
        if (weights.stream().anyMatch(weight -> weight < 0)) {
            throw new IllegalArgumentException("a weight is negative: " + weights);
        }
        boolean areAllZero = weights.stream().allMatch(weight -> weight == 0);
        List<BigInteger> shares = areAllZero
                ? Collections.nCopies(weights.size(), BigInteger.ONE)
                : weights.stream().map(BigInteger::valueOf).toList();
        BigInteger amount = BigInteger.valueOf(amountMinor);
        return largestRemainder(amount.abs(), shares).stream()
                .map(part -> (amount.signum() < 0 ? part.negate() : part).longValueExact())
                .toList();
    }

    private static List<BigInteger> largestRemainder(BigInteger amount, List<BigInteger> weights) {
        BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        List<BigInteger> parts = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        BigInteger given = BigInteger.ZERO;
        for (BigInteger weight : weights) {
            BigInteger[] share = amount.multiply(weight).divideAndRemainder(sum);
            parts.add(share[0]);
            remainders.add(share[1]);
            given = given.add(share[0]);
        }
        IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
                .limit(amount.subtract(given).intValueExact())
                .forEach(index -> parts.set(index, parts.get(index).add(BigInteger.ONE)));
        return parts;
    }
}
