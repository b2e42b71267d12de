package io.enterprisemode.kernel.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.events.EventJson;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record of an access topic that this version cannot read, such as one with a role that a later version knows. Its
 * key says whom it is about.
 *
 * @param topic an access topic
 * @param offset where it lies on the topic
 * @param key of the record
 * @param revision of the state that it tells of, as far as it can be seen
 * @param reason why it cannot be read
 */
record UnreadableRecord(
        String topic, long offset, String key, @Nullable Long revision, String reason) {

    private static final int LONGEST_REASON = 500;

    /**
     * The subject of a record whose key has two parts.
     *
     * @param organizationId the organization
     * @param id the principal, or the node
     */
    record Subject(UUID organizationId, UUID id) {}

    /** A record with this value. */
    static UnreadableRecord of(String topic, long offset, String key, String value, @Nullable String reason) {
        String text = String.valueOf(reason);
        return new UnreadableRecord(
                topic,
                offset,
                key,
                revision(value),
                text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON));
    }

    /** The organization and the principal or node of the key; empty where it has another form. */
    Optional<Subject> subject() {
        int colon = key.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Subject(UUID.fromString(key.substring(0, colon)), UUID.fromString(key.substring(colon + 1))));
        } catch (IllegalArgumentException other) {
            return Optional.empty();
        }
    }

    private static @Nullable Long revision(String value) {
        try {
            JsonNode revision = EventJson.mapper().readTree(value).path("revision");
            return revision.canConvertToLong() && revision.isIntegralNumber() ? (Long) revision.asLong() : null;
        } catch (JsonProcessingException noJson) {
            return null;
        }
    }
}
