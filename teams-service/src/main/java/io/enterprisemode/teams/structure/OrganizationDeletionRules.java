package io.enterprisemode.teams.structure;

import java.time.Duration;
import java.time.Instant;

/** How long the deletion of an organization can be taken back. */
final class OrganizationDeletionRules {

    static final Duration GRACE = Duration.ofDays(30);

    private OrganizationDeletionRules() {}

    /** When a deletion that is asked for now falls due. */
    static Instant dueAt(Instant now) {
        return now.plus(GRACE);
    }

    /** Whether it can no longer be taken back and is to be carried out. */
    static boolean isDue(Instant dueAt, Instant now) {
        return !now.isBefore(dueAt);
    }
}
