package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of an event handler's topics; those that are no events are refused. */
final class EventRecords implements RecordHandler {

    private final EventHandler handler;

    EventRecords(EventHandler handler) {
        this.handler = handler;
    }

    @Override
    public Uni<List<Refused>> handle(List<ConsumerRecord<String, byte[]>> records) {
        List<Event> events = new ArrayList<>(records.size());
        List<Refused> refused = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> each : records) {
            try {
                events.add(Records.event(each));
            } catch (IllegalArgumentException e) {
                refused.add(new Refused(each, e.toString()));
            }
        }
        return events.isEmpty()
                ? Uni.createFrom().item(refused)
                : handler.handle(events).replaceWith(refused);
    }
}
