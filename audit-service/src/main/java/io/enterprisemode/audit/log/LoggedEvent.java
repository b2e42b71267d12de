package io.enterprisemode.audit.log;

import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.AuditEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way into the log.
 *
 * @param event complete: what the sender left out is filled in
 * @param source who vouches for it: a service of the suite ({@code /billing-service}) or the principal that posted it
 * @param poster who posted it; null: an event of a service, from the topic
 * @param receivedAt when it reached this service
 * @param timeGiven whether the sender said when it happened; else it is the time of receipt, which differs with each
 *     repetition
 * @param actorGiven whether the sender said who did it; else it is the caller, whom {@code source} names
 */
record LoggedEvent(
        AuditEvent event,
        String source,
        @Nullable Poster poster,
        Instant receivedAt,
        boolean timeGiven,
        boolean actorGiven) {

    /**
     * Who posted an event over HTTP.
     *
     * @param actor the caller, whatever actor the event names
     * @param credential what the caller proved itself with: {@code api-key:<id of the key>} or {@code token:<issuer>}
     */
    record Poster(Actor actor, String credential) {}

    /** An event that a service has published. */
    static LoggedEvent published(AuditEvent event, String source, Instant receivedAt) {
        return new LoggedEvent(event, source, null, receivedAt, true, true);
    }
}
