package io.enterprisemode.gateway.overview;

/** How a meter stands towards its limits. billing-service decides it; here it is only shown. */
enum MeterState {
    WITHIN,
    NEAR_LIMIT,
    AT_LIMIT,
    OVERAGE,
    BLOCKED,
    NOT_IN_PLAN;

    /** Whether usage is near what the plan includes, or beyond it. */
    boolean nearOrBeyond() {
        return switch (this) {
            case NEAR_LIMIT, AT_LIMIT, OVERAGE, BLOCKED -> true;
            case WITHIN, NOT_IN_PLAN -> false;
        };
    }
}
