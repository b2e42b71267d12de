package io.enterprisemode.audit.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.audit.log.LoggedEvent.Poster;
import io.enterprisemode.contracts.Sha256;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.EventJson;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of an event whose id another event has: a security event of this service that contains the whole refused
 * event. A caller who knows an id can post an event with it first, but cannot suppress a later event with that id.
 */
final class ConflictingEvent {

    static final String ACTION = "audit.event.conflicted";

    private static final String SOURCE = "/audit-service";
    private static final Actor SYSTEM = new Actor(ActorType.SYSTEM, "audit-service", null, null);

    private ConflictingEvent() {}

    /** The record; the same for each repetition of the refused event. */
    static LoggedEvent record(LoggedEvent refused) {
        return of(refused, id(refused));
    }

    /** The same record under an id that nobody can know before. */
    static LoggedEvent underAnotherId(LoggedEvent refused) {
        return of(refused, UuidCreator.getTimeOrderedEpoch());
    }

    private static LoggedEvent of(LoggedEvent refused, UUID id) {
        AuditEvent event = refused.event();
        Poster poster = refused.poster();
        AuditEvent conflict = new AuditEvent(
                id,
                refused.receivedAt(),
                event.organizationId(),
                AuditCategory.SECURITY,
                AuditSeverity.WARNING,
                ACTION,
                poster == null ? SYSTEM : poster.actor(),
                new Target("audit_event", event.id().toString(), null),
                AuditOutcome.DENIED,
                null,
                null,
                null,
                details(refused));
        return new LoggedEvent(conflict, SOURCE, poster, refused.receivedAt(), false, false);
    }

    /** What was filled in for the sender differs from one repetition to the next and is left out. */
    private static Map<String, @Nullable Object> details(LoggedEvent refused) {
        ObjectNode event = EventJson.mapper().valueToTree(refused.event());
        if (!refused.timeGiven()) {
            event.remove("time");
        }
        if (!refused.actorGiven()) {
            event.remove("actor");
        }
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("source", refused.source());
        details.put(
                "credential", refused.poster() == null ? null : refused.poster().credential());
        details.put("event", EventJson.mapper().convertValue(event, Map.class));
        return details;
    }

    /** A UUID of version 8 (RFC 9562) from the digest of the refused event, which names organization and id. */
    private static UUID id(LoggedEvent refused) {
        byte[] hash = Sha256.of("conflict " + HexFormat.of().formatHex(EventDigest.of(refused)));
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        long high = (bytes.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x8000L;
        long low = (bytes.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
