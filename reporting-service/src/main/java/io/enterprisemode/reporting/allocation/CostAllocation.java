package io.enterprisemode.reporting.allocation;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Distributes every minor unit of a total, by the method of the largest remainder (Hamilton): each gets the floor of
 * its exact share, then one unit each by falling remainder; of equal remainders the earlier gets it. The parts always
 * sum to the total.
 */
public final class CostAllocation {

    private CostAllocation() {}

    /**
     * Splits a total by weights.
     *
     * @param totalMinor in minor units; a negative one is split like its absolute value
     * @param weights not negative; when all are zero, as if all were one
     * @return the parts in minor units, in the order of the weights
     * @throws IllegalArgumentException when a weight is negative, or there is something to split and nobody to take it
     */
    public static List<Long> allocate(long totalMinor, List<Long> weights) {
        if (weights.isEmpty() && totalMinor != 0) {
            throw new IllegalArgumentException("nobody to allocate " + totalMinor + " to");
        }
        weights.stream().filter(weight -> weight < 0).findFirst().ifPresent(weight -> {
            throw new IllegalArgumentException("a weight is negative: " + weight);
        });
        List<BigInteger> shares = weights.stream().allMatch(weight -> weight == 0)
                ? Collections.nCopies(weights.size(), BigInteger.ONE)
                : weights.stream().map(BigInteger::valueOf).toList();
        BigInteger total = BigInteger.valueOf(totalMinor);
        return largestRemainder(total.abs(), shares).stream()
                .map(part -> total.signum() < 0 ? part.negate() : part)
                .map(BigInteger::longValueExact)
                .toList();
    }

    private static List<BigInteger> largestRemainder(BigInteger total, List<BigInteger> weights) {
        BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        List<BigInteger> parts = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        for (BigInteger weight : weights) {
            BigInteger[] share = total.multiply(weight).divideAndRemainder(sum);
            parts.add(share[0]);
            remainders.add(share[1]);
        }
        int left = total.subtract(parts.stream().reduce(BigInteger.ZERO, BigInteger::add))
                .intValueExact();
        IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
                .limit(left)
                .forEach(index -> parts.set(index, parts.get(index).add(BigInteger.ONE)));
        return parts;
    }
}
