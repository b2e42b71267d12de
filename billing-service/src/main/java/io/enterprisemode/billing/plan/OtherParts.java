package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.Aggregation;

/**
 * What the other parts of a usage period add to what is used in one part, so that no change of plan renews a limit.
 *
 * @param carry what earlier parts with a plan that warns or blocks used beyond their share of time; it counts towards
 *     the included quantity
 * @param elsewhere what other parts used; it counts towards the bound of what can be charged for the whole period
 * @param kind what it counts towards besides
 */
public record OtherParts(long carry, long elsewhere, Kind kind) {

    /** What is counted. */
    enum Kind {
        /** What is used elsewhere counts towards the cap, which is one for the whole period. */
        FLOW,
        /** What is seen elsewhere counts towards the cap, and towards a limit that blocks. */
        VALUES,
        /** A level that is in use elsewhere counts towards neither: it is in what the part itself uses. */
        LEVEL
    }

    /** There are none, or nothing is used in them. */
    public static final OtherParts NONE = new OtherParts(0, 0, Kind.FLOW);

    public OtherParts {
        Require.notNegative(carry, "carry");
        Require.notNegative(elsewhere, "elsewhere");
    }

    /** Those of a meter. */
    public static OtherParts of(Aggregation aggregation, long carry, long elsewhere) {
        return switch (aggregation) {
            case SUM, COUNT -> carry == 0 && elsewhere == 0 ? NONE : new OtherParts(carry, elsewhere, Kind.FLOW);
            case UNIQUE_COUNT -> elsewhere == 0 ? NONE : new OtherParts(0, elsewhere, Kind.VALUES);
            case MAX, LATEST -> elsewhere == 0 ? NONE : new OtherParts(0, elsewhere, Kind.LEVEL);
        };
    }

    /** Whether what is used in them counts towards any limit. */
    boolean countTowardsAnyLimit() {
        return carry > 0 || towardsLimit() > 0 || towardsCap() > 0;
    }

    /** What counts towards a limit that blocks. */
    long towardsLimit() {
        return switch (kind) {
            case FLOW -> carry;
            case VALUES -> elsewhere;
            case LEVEL -> 0;
        };
    }

    /** What counts towards the cap. */
    long towardsCap() {
        return switch (kind) {
            case FLOW, VALUES -> elsewhere;
            case LEVEL -> 0;
        };
    }
}
