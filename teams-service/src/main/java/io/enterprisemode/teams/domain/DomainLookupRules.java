package io.enterprisemode.teams.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What follows from looking up the record of a verified domain again. A domain whose record is gone stays verified for
 * a grace period, since records are deleted by mistake. A look-up without an answer changes nothing.
 */
final class DomainLookupRules {

    /** When it is tried again after the DNS gave no answer. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofHours(1);

    private DomainLookupRules() {}

    /** What the domain is afterwards. */
    enum Outcome {
        /** Its record is there, as before. */
        CONFIRMED,
        /** Its record is there again. */
        BACK,
        /** Its record is gone for the first time, which is recorded in the audit trail. */
        GONE,
        /** Its record is still gone. */
        STILL_GONE,
        /** Its record was gone for longer than the time of grace: it is no longer verified. */
        LAPSED
    }

    /**
     * What follows from an answer of the DNS.
     *
     * @param found whether it holds the record
     * @param missingSince when the record was first found to be gone; null: it was there the last time
     * @param grace how long it may be gone
     */
    static Outcome outcome(boolean found, @Nullable Instant missingSince, Instant now, Duration grace) {
        if (found) {
            return missingSince == null ? Outcome.CONFIRMED : Outcome.BACK;
        }
        if (missingSince == null) {
            return Outcome.GONE;
        }
        return now.isBefore(missingSince.plus(grace)) ? Outcome.STILL_GONE : Outcome.LAPSED;
    }
}
