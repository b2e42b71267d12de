package io.enterprisemode.audit.log;

import io.enterprisemode.contracts.Sha256;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.Target;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes a repetition of an event from another event with the same id: SHA-256 of the event in a canonical form,
 * preceded by the version of that form. The form contains the source of the event and everything that the sender
 * stated, and nothing that was filled in for the sender, so that a repetition has the digest of the first.
 */
final class EventDigest {

    /** Changes with the form: digests of different versions cannot be compared. */
    static final byte VERSION = 1;

    private EventDigest() {}

    /** 33 bytes: the version, the hash. */
    static byte[] of(LoggedEvent logged) {
        byte[] hash = Sha256.of(CanonicalJson.of(form(logged)));
        byte[] digest = new byte[1 + hash.length];
        digest[0] = VERSION;
        System.arraycopy(hash, 0, digest, 1, hash.length);
        return digest;
    }

    /**
     * Whether an event is the one that is stored.
     *
     * @param storedDigest null: taken in by a version that kept none
     * @param stored what is in the log under the id
     */
    static boolean isSame(LoggedEvent logged, byte @Nullable [] storedDigest, LoggedEvent stored) {
        byte[] digest = of(logged);
        if (storedDigest != null && storedDigest.length > 0 && storedDigest[0] == VERSION) {
            return Arrays.equals(digest, storedDigest);
        }
        return Arrays.equals(
                digest,
                of(new LoggedEvent(
                        stored.event(),
                        stored.source(),
                        null,
                        stored.receivedAt(),
                        logged.timeGiven(),
                        logged.actorGiven())));
    }

    private static Map<String, @Nullable Object> form(LoggedEvent logged) {
        AuditEvent event = logged.event();
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("organization", event.organizationId().toString());
        form.put("id", event.id().toString());
        form.put("source", logged.source());
        form.put(
                "time",
                logged.timeGiven() ? event.time().truncatedTo(ChronoUnit.MICROS).toString() : null);
        form.put("category", event.category().name());
        form.put("severity", event.severity().name());
        form.put("action", event.action());
        form.put("actor", logged.actorGiven() ? form(event.actor()) : null);
        form.put("target", form(event.target()));
        form.put("outcome", event.outcome().name());
        form.put("ipAddress", event.ipAddress());
        form.put("userAgent", event.userAgent());
        form.put("requestId", event.requestId());
        form.put("details", event.details());
        return form;
    }

    private static Map<String, @Nullable Object> form(Actor actor) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("type", actor.type().name());
        form.put("id", actor.id());
        form.put("name", actor.name());
        form.put("email", actor.email());
        return form;
    }

    private static Map<String, @Nullable Object> form(Target target) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        form.put("type", target.type());
        form.put("id", target.id());
        form.put("name", target.name());
        return form;
    }
}
