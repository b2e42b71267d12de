package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.Aggregation;

/**
 * What the other parts of a usage period add to what is used in one part, so that no change of plan renews a limit.
 *
 * @param carry what earlier parts with a plan that warns or blocks used beyond their share of time; it counts towards
 *     the included quantity
 * @param elsewhere what other parts used; it counts towards the cap, which is one for the whole period
 * @param ofValues whether distinct values are counted: then what is seen elsewhere also counts towards a limit that
 *     blocks
 */
public record OtherParts(long carry, long elsewhere, boolean ofValues) {

    /** There are none, or nothing is used in them. */
    public static final OtherParts NONE = new OtherParts(0, 0, false);

    public OtherParts {
        Require.notNegative(carry, "carry");
        Require.notNegative(elsewhere, "elsewhere");
    }

    /** Those of a meter. A level that is in use stays in use over a change: it is in what the part itself uses. */
    public static OtherParts of(Aggregation aggregation, long carry, long elsewhere) {
        return switch (aggregation) {
            case SUM, COUNT -> carry == 0 && elsewhere == 0 ? NONE : new OtherParts(carry, elsewhere, false);
            case UNIQUE_COUNT -> elsewhere == 0 ? NONE : new OtherParts(0, elsewhere, true);
            case MAX, LATEST -> NONE;
        };
    }

    /** What counts towards a limit that blocks. */
    long towardsLimit() {
        return ofValues ? elsewhere : carry;
    }
}
