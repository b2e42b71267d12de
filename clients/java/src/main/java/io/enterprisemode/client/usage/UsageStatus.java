package io.enterprisemode.client.usage;

import java.util.Locale;

/** What became of an event. */
public enum UsageStatus {
    /** Counted and durable. */
    ACCEPTED,
    /**
     * Durable on its way; it is counted in a moment, or refused where operators see it. Only with {@code respondAsync}.
     */
    QUEUED,
    /** Was counted before: a success. */
    DUPLICATE,
    /** The id was used for other content, which stays. */
    CONFLICT,
    /** Cannot be counted, now or later. */
    REJECTED,
    /** May not be counted now: a limit is reached, or there is no live subscription. Its id stays free. */
    BLOCKED,
    /** Was not delivered before the client was closed, and is not kept anywhere. Never with a spool. */
    UNDELIVERED;

    /** The status of a word of the service. */
    static UsageStatus of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
