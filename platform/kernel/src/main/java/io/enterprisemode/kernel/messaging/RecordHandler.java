package io.enterprisemode.kernel.messaging;

import io.enterprisemode.web.text.StrictUtf8;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a consumer does with the records of its topics, whatever their form, see {@link EventConsumers#records}; for
 * events of the catalogue there is {@link EventHandler}.
 */
@FunctionalInterface
public interface RecordHandler {

    /** A record that cannot be taken in, now or by trying again, and why; it goes to the dead-letter topic. */
    record Refused(ConsumerRecord<String, byte[]> taken, String reason) {}

    /**
     * Applies the records, those of one key in their order, in transactions that also make a repetition harmless. The
     * offsets are committed when all of it is done. After an outage of a dependency ({@code Outages}) the batch is
     * tried again without limit. After any other failure the batch is halved until the failing records are isolated;
     * those go to the dead-letter topic.
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
