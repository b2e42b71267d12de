package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.messaging.DeadLetterOperations.Letter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The form of dead letters on their topic, and of records that are sent again. A letter is identified by its consumer
 * and the original position of its record. A record that is sent again carries both. So only that consumer processes
 * it, and if it is refused again it is the same letter, not a new one.
 */
final class DeadLetterRecords {

    private static final int REASON_LENGTH = 500;
    private static final int LONGEST_KEY = 1_000;

    /** What {@link #letter} adds. */
    private static final List<String> OF_A_LETTER = List.of(
            EventHeaders.DEAD_LETTER_CONSUMER,
            EventHeaders.DEAD_LETTER_TOPIC,
            EventHeaders.DEAD_LETTER_PARTITION,
            EventHeaders.DEAD_LETTER_OFFSET);

    private DeadLetterRecords() {}

    /** The record of a letter about a record that a consumer group cannot take in. */
    static ProducerRecord<String, byte[]> letter(ConsumerRecord<String, byte[]> taken, String group, String reason) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(
                Topics.deadLetter(taken.topic()), null, timestamp(taken.timestamp()), taken.key(), taken.value());
        taken.headers().forEach(letter.headers()::add);
        describe(letter, taken, group, reason);
        return letter;
    }

    /**
     * The same for a record that is too large for its dead-letter topic. It has the organization, the position, the
     * length of the value and the reason, but neither the value nor the other headers. It cannot be sent again.
     */
    static ProducerRecord<String, byte[]> withoutValue(
            ConsumerRecord<String, byte[]> taken, String group, String reason) {
        String key = taken.key();
        byte @Nullable [] value = null;
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(
                Topics.deadLetter(taken.topic()),
                null,
                timestamp(taken.timestamp()),
                key == null || key.length() > LONGEST_KEY ? null : key,
                value);
        UUID organization = organization(taken);
        if (organization != null) {
            put(letter, EventHeaders.ORGANIZATION, organization.toString());
        }
        for (String name : OF_A_LETTER) {
            String text = text(taken, name);
            if (!text.isEmpty()) {
                put(letter, name, shortened(text));
            }
        }
        int size = taken.value() == null ? 0 : taken.value().length;
        describe(letter, taken, group, "too large for a dead letter, so that its value is left out: " + reason);
        put(letter, EventHeaders.DEAD_LETTER_LEFT_OUT, Integer.toString(size));
        return letter;
    }

    /** Whether the value of a letter was left out, so that it cannot be sent again. */
    static boolean isWithoutValue(ConsumerRecord<String, byte[]> letter) {
        return letter.headers().lastHeader(EventHeaders.DEAD_LETTER_LEFT_OUT) != null;
    }

    private static void describe(
            ProducerRecord<String, byte[]> letter, ConsumerRecord<String, byte[]> taken, String group, String reason) {
        boolean again = group.equals(text(taken, EventHeaders.DEAD_LETTER_CONSUMER));
        put(letter, EventHeaders.DEAD_LETTER_REASON, shortened(reason));
        put(letter, EventHeaders.DEAD_LETTER_TIMESTAMP, Long.toString(taken.timestamp()));
        put(letter, EventHeaders.DEAD_LETTER_ATTEMPT, Integer.toString(again ? attempt(taken) + 1 : 1));
        if (!again) {
            put(letter, EventHeaders.DEAD_LETTER_CONSUMER, group);
            put(letter, EventHeaders.DEAD_LETTER_TOPIC, taken.topic());
            put(letter, EventHeaders.DEAD_LETTER_PARTITION, Integer.toString(taken.partition()));
            put(letter, EventHeaders.DEAD_LETTER_OFFSET, Long.toString(taken.offset()));
        }
    }

    /** The record of a letter as it is sent again: as it was at first, with its time, and addressed to its consumer. */
    static ProducerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> letter) {
        ProducerRecord<String, byte[]> again = new ProducerRecord<>(
                text(letter, EventHeaders.DEAD_LETTER_TOPIC),
                null,
                timestamp(number(letter, EventHeaders.DEAD_LETTER_TIMESTAMP, letter.timestamp())),
                letter.key(),
                letter.value());
        for (Header header : letter.headers()) {
            if (!header.key().equals(EventHeaders.DEAD_LETTER_REASON)
                    && !header.key().equals(EventHeaders.DEAD_LETTER_TIMESTAMP)) {
                again.headers().add(header);
            }
        }
        return again;
    }

    /** Whether a record is sent again, for another consumer group than this one. */
    static boolean isForAnother(ConsumerRecord<String, byte[]> taken, String group) {
        String addressee = text(taken, EventHeaders.DEAD_LETTER_CONSUMER);
        return !addressee.isEmpty() && !addressee.equals(group);
    }

    /**
     * What a record of a dead-letter topic says; its headers are those that {@link #letter} has put there, in this
     * version or an older one.
     */
    static Letter read(ConsumerRecord<String, byte[]> letter) {
        String consumer = text(letter, EventHeaders.DEAD_LETTER_CONSUMER);
        String topic = text(letter, EventHeaders.DEAD_LETTER_TOPIC);
        int partition = (int) number(letter, EventHeaders.DEAD_LETTER_PARTITION, -1);
        long offset = number(letter, EventHeaders.DEAD_LETTER_OFFSET, -1);
        return new Letter(
                id(consumer, topic, partition, offset),
                topic,
                partition,
                offset,
                letter.key(),
                ofEvent(letter, EventHeaders.ID),
                ofEvent(letter, EventHeaders.SOURCE),
                organization(letter),
                consumer,
                text(letter, EventHeaders.DEAD_LETTER_REASON),
                attempt(letter),
                Instant.ofEpochMilli(Math.max(0, letter.timestamp())));
    }

    private static UUID id(String consumer, String topic, int partition, long offset) {
        return UUID.nameUUIDFromBytes(
                (consumer + "\n" + topic + "\n" + partition + "\n" + offset).getBytes(StandardCharsets.UTF_8));
    }

    private static int attempt(ConsumerRecord<String, byte[]> letter) {
        return (int) number(letter, EventHeaders.DEAD_LETTER_ATTEMPT, 1);
    }

    private static @Nullable String ofEvent(ConsumerRecord<String, byte[]> letter, String name) {
        String text = text(letter, name);
        return text.isEmpty() ? null : shortened(text);
    }

    private static @Nullable UUID organization(ConsumerRecord<String, byte[]> letter) {
        try {
            return UUID.fromString(text(letter, EventHeaders.ORGANIZATION));
        } catch (IllegalArgumentException none) {
            return null;
        }
    }

    static String text(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(ConsumerRecord<String, byte[]> record, String name, long otherwise) {
        try {
            return Long.parseLong(text(record, name));
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** A record keeps its time, by which some are judged, when it is sent again. */
    private static @Nullable Long timestamp(long millis) {
        return millis < 0 ? null : millis;
    }

    private static void put(ProducerRecord<String, byte[]> record, String name, String value) {
        record.headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String shortened(String text) {
        return text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH);
    }
}
