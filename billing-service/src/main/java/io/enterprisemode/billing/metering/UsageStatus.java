package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of an event; in JSON in lower case. */
public enum UsageStatus {
    /** Counted, durable and visible. */
    ACCEPTED,
    /** Was counted before. */
    DUPLICATE,
    /** The id was used for other content, which stays. */
    CONFLICT,
    /** Cannot be counted, now or later. */
    REJECTED,
    /** May not be counted now; its id stays free. */
    BLOCKED;

    /** Whether it is counted, now or before. */
    public boolean isSuccess() {
        return switch (this) {
            case ACCEPTED, DUPLICATE -> true;
            case CONFLICT, REJECTED, BLOCKED -> false;
        };
    }

    /** The name in JSON. */
    @JsonValue
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
