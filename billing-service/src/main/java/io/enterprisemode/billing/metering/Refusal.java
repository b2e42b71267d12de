package io.enterprisemode.billing.metering;

import org.jspecify.annotations.Nullable;

/** Why an event is not taken in; the code is stable. */
public enum Refusal {
    INVALID_EVENT("invalid-event", UsageStatus.REJECTED),
    RESERVED_SOURCE("reserved-source", UsageStatus.REJECTED),
    UNKNOWN_METER("unknown-meter", UsageStatus.REJECTED),
    UNKNOWN_WORKSPACE("unknown-workspace", UsageStatus.REJECTED),
    INVALID_TIME("invalid-time", UsageStatus.REJECTED),
    TIME_IN_FUTURE("time-in-future", UsageStatus.REJECTED),
    TIME_TOO_OLD("time-too-old", UsageStatus.REJECTED),
    INVALID_QUANTITY("invalid-quantity", UsageStatus.REJECTED),
    MISSING_QUANTITY("missing-quantity", UsageStatus.REJECTED),
    QUANTITY_TOO_LARGE("quantity-too-large", UsageStatus.REJECTED),
    INVALID_PROPERTIES("invalid-properties", UsageStatus.REJECTED),
    PROPERTIES_TOO_LARGE("properties-too-large", UsageStatus.REJECTED),
    ARCHIVED_METER("archived-meter", UsageStatus.REJECTED),
    MISSING_VALUE("missing-value", UsageStatus.REJECTED),
    COUNTER_OVERFLOW("counter-overflow", UsageStatus.REJECTED),
    NO_SUBSCRIPTION("no-subscription", UsageStatus.BLOCKED),
    SUBSCRIPTION_SUSPENDED("subscription-suspended", UsageStatus.BLOCKED),
    LIMIT_REACHED("limit-reached", UsageStatus.BLOCKED),
    CHARGE_TOO_LARGE(
            "charge-too-large",
            UsageStatus.BLOCKED,
            "what is used in the period could cost more than an amount can hold");

    private final String code;
    private final UsageStatus status;
    private final @Nullable String detail;

    Refusal(String code, UsageStatus status) {
        this(code, status, null);
    }

    Refusal(String code, UsageStatus status, @Nullable String detail) {
        this.code = code;
        this.status = status;
        this.detail = detail;
    }

    /** The refusal of a code. */
    static Refusal of(String code) {
        for (Refusal refusal : values()) {
            if (refusal.code.equals(code)) {
                return refusal;
            }
        }
        throw new IllegalArgumentException("no refusal: " + code);
    }

    public String code() {
        return code;
    }

    /** What it means, for people; null: the code says it. */
    @Nullable
    String detail() {
        return detail;
    }

    /** REJECTED when the event is at fault, BLOCKED when the entitlement is missing. */
    public UsageStatus status() {
        return status;
    }
}
