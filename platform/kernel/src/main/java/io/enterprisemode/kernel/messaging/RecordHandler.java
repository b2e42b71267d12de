package io.enterprisemode.kernel.messaging;

import io.enterprisemode.web.text.StrictUtf8;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Takes in the records of some topics in large batches, whatever their form; for events of the catalogue there is
 * {@link EventHandler}. Implementations are application-scoped beans; each is run by one consumer group, named after
 * the service and {@link #name()}.
 */
public interface RecordHandler {

    /** A record that cannot be taken in, now or by trying again, and why; it goes to the dead-letter topic. */
    record Refused(ConsumerRecord<String, byte[]> taken, String reason) {}

    /** Stable name of the consumer: part of the group and of dead letters. */
    String name();

    /** The topics to read. */
    Set<String> topics();

    /** How many records are handed over at once, at most. */
    int batch();

    /**
     * Brings about the effect of the records, those of one key in their order, in transactions together with what makes
     * a repetition harmless; offsets are committed when all of it is done. A failure that is trouble of a dependency
     * ({@code Outages}) is tried again for as long as it takes; any other is narrowed down to single records, which go
     * to the dead-letter topic.
     *
     * @return the records that are refused, in their order
     */
    Uni<List<Refused>> handle(List<ConsumerRecord<String, byte[]>> records);

    /**
     * The headers of a record as text; of several with one name the last. Those that are no text are left out, unless
     * they are attributes of the event.
     *
     * @throws IllegalArgumentException when an attribute is not UTF-8
     */
    static Map<String, String> headers(ConsumerRecord<String, byte[]> taken) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : taken.headers()) {
            if (header.value() != null) {
                put(headers, header);
            }
        }
        return headers;
    }

    private static void put(Map<String, String> headers, Header header) {
        Optional<String> text = StrictUtf8.decode(header.value());
        if (text.isPresent()) {
            headers.put(header.key(), text.get());
        } else if (header.key().startsWith("ce_")) {
            throw new IllegalArgumentException(header.key() + " is not UTF-8");
        }
    }
}
