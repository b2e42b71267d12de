package io.enterprisemode.billing.ingest;

import io.enterprisemode.web.text.Rfc3339;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Times of events in the queue: instants of RFC 3339, and what {@link OffsetDateTime#parse(CharSequence)} reads beyond
 * them, such as offsets without minutes. Earlier versions let these in, and what was answered {@code queued} is
 * counted.
 */
final class QueuedTime {

    private QueuedTime() {}

    /**
     * The instant of a text.
     *
     * @throws DateTimeException when it is none
     */
    static Instant parse(String text) {
        try {
            return Rfc3339.parse(text);
        } catch (DateTimeException e) {
            return OffsetDateTime.parse(text).toInstant();
        }
    }
}
