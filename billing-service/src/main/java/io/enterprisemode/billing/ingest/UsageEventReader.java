package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageEvent;
import io.enterprisemode.billing.metering.UsageGroups;
import io.enterprisemode.billing.metering.UsageKeys;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.text.Rfc3339;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads usage events: CloudEvents 1.0 in the JSON format, of which {@code specversion} may be left out. Attributes that
 * are not used here are accepted and ignored, as CloudEvents specifies.
 */
public final class UsageEventReader {

    /** The largest properties of one event, in bytes of JSON. */
    static final int LARGEST_PROPERTIES = 16 * 1024;

    /** How the sources begin that the suite itself uses. */
    private static final String SOURCES_OF_THE_SUITE = "/billing/";

    private static final int LONGEST_ATTRIBUTE = 256;
    private static final int LONGEST_TIME = 64;
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final Catalogue catalogue;
    private final boolean ofTheSuite;
    private final Function<String, Instant> times;

    private UsageEventReader(Catalogue catalogue, boolean ofTheSuite, Function<String, Instant> times) {
        this.catalogue = catalogue;
        this.ofTheSuite = ofTheSuite;
        this.times = times;
    }

    /** Reads events of producers, which may not use the sources of the suite. */
    public UsageEventReader(Catalogue catalogue) {
        this(catalogue, false, Rfc3339::parse);
    }

    /** Reads events that the suite itself creates. */
    public static UsageEventReader ofTheSuite(Catalogue catalogue) {
        return new UsageEventReader(catalogue, true, Rfc3339::parse);
    }

    /** Reads events of the queue, also those that an earlier version has queued. */
    static UsageEventReader ofTheQueue(Catalogue catalogue) {
        return new UsageEventReader(catalogue, false, QueuedTime::parse);
    }

    /** The event in a JSON value, or the reason why the value is not an event. */
    public ParsedEvent read(JsonNode event) {
        String id = usableText(event.get("id"));
        try {
            return new ParsedEvent.Valid(event(event));
        } catch (NotAnEvent e) {
            return new ParsedEvent.Invalid(id, key(event, id), e.refusal, String.valueOf(e.getMessage()));
        }
    }

    /** The key of an event that cannot be read; null: it has no id or no source, or a source of the suite. */
    private @Nullable UUID key(JsonNode event, @Nullable String id) {
        String source = usableText(event.get("source"));
        return id == null || source == null || isReserved(source) ? null : UsageKeys.event(source, id);
    }

    private boolean isReserved(String source) {
        return !ofTheSuite && source.startsWith(SOURCES_OF_THE_SUITE);
    }

    private UsageEvent event(JsonNode event) throws NotAnEvent {
        if (!event.isObject()) {
            throw new NotAnEvent(Refusal.INVALID_EVENT, "an event must be a JSON object");
        }
        specVersion(event.get("specversion"));
        String id = attribute(event, "id");
        String source = source(attribute(event, "source"));
        Meter meter = meter(attribute(event, "type"));
        UUID workspace = workspace(attribute(event, "subject"));
        Instant time = time(attribute(event, "time"));
        JsonNode data = event.get("data");
        if (event.hasNonNull("data_base64")) {
            throw new NotAnEvent(
                    Refusal.INVALID_EVENT,
                    data == null
                            ? "data must be a JSON object, and not in data_base64"
                            : "data and data_base64 exclude each other");
        }
        if (data == null || !data.isObject()) {
            throw new NotAnEvent(Refusal.INVALID_EVENT, "data must be a JSON object");
        }
        JsonNode properties = properties(data.get("properties"));
        return new UsageEvent(
                UsageKeys.event(source, id),
                source,
                id,
                meter,
                workspace,
                time,
                quantity(meter, data, properties),
                properties == null ? null : text(properties),
                meter.aggregation() == Aggregation.UNIQUE_COUNT ? value(meter, properties) : null,
                UsageGroups.of(meter, properties));
    }

    /**
     * The quantity: the value of the property that the meter names, else the quantity of the event. Where the meter
     * counts events or distinct values, the quantity may be left out and is 1 then.
     */
    private static long quantity(Meter meter, JsonNode data, @Nullable JsonNode properties) throws NotAnEvent {
        String property = meter.valueProperty();
        if (property == null || meter.aggregation() == Aggregation.UNIQUE_COUNT) {
            JsonNode quantity = data.get("quantity");
            return quantity == null ? quantityLeftOut(meter) : quantity(quantity);
        }
        JsonNode value = properties == null ? null : properties.get(property);
        if (value == null || value.isNull()) {
            throw new NotAnEvent(Refusal.MISSING_VALUE, "properties must hold the quantity: " + property);
        }
        return quantity(value);
    }

    private static void specVersion(@Nullable JsonNode specVersion) throws NotAnEvent {
        if (specVersion != null
                && !(specVersion.isTextual() && specVersion.textValue().equals("1.0"))) {
            throw new NotAnEvent(Refusal.INVALID_EVENT, "specversion must be \"1.0\"");
        }
    }

    private static String attribute(JsonNode event, String name) throws NotAnEvent {
        String text = usableText(event.get(name));
        if (text == null) {
            throw new NotAnEvent(
                    Refusal.INVALID_EVENT, name + " must be a text of 1 to 256 characters without control characters");
        }
        return text;
    }

    private String source(String source) throws NotAnEvent {
        if (isReserved(source)) {
            throw new NotAnEvent(
                    Refusal.RESERVED_SOURCE,
                    "sources that begin with " + SOURCES_OF_THE_SUITE + " are the suite's own");
        }
        return source;
    }

    private static @Nullable String usableText(@Nullable JsonNode value) {
        if (value == null || !value.isTextual()) {
            return null;
        }
        String text = value.textValue();
        return !text.isBlank() && text.length() <= LONGEST_ATTRIBUTE && StorableJson.isPlainText(text) ? text : null;
    }

    private Meter meter(String type) throws NotAnEvent {
        return catalogue.meter(type).orElseThrow(() -> new NotAnEvent(Refusal.UNKNOWN_METER, "type is not a meter"));
    }

    private static UUID workspace(String subject) throws NotAnEvent {
        try {
            UUID id = UUID.fromString(subject);
            if (id.toString().equalsIgnoreCase(subject)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new NotAnEvent(Refusal.UNKNOWN_WORKSPACE, "subject is not the id of a workspace");
        }
        throw new NotAnEvent(Refusal.UNKNOWN_WORKSPACE, "subject is not the id of a workspace");
    }

    private Instant time(String text) throws NotAnEvent {
        try {
            if (text.length() <= LONGEST_TIME) {
                Instant time = DatabaseTime.of(times.apply(text));
                if (!time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                    return time;
                }
            }
        } catch (DateTimeException e) {
            throw new NotAnEvent(Refusal.INVALID_TIME, "time must be an instant of RFC 3339");
        }
        throw new NotAnEvent(Refusal.INVALID_TIME, "time must be an instant of RFC 3339 since 1970");
    }

    private static long quantityLeftOut(Meter meter) throws NotAnEvent {
        return switch (meter.aggregation()) {
            case COUNT, UNIQUE_COUNT -> 1;
            case SUM, MAX, LATEST ->
                throw new NotAnEvent(
                        Refusal.MISSING_QUANTITY, "data must hold the quantity, a whole number of the meter's unit");
        };
    }

    private static long quantity(JsonNode quantity) throws NotAnEvent {
        if (!quantity.isIntegralNumber()) {
            throw new NotAnEvent(Refusal.INVALID_QUANTITY, "quantity must be a whole number");
        }
        if (quantity.bigIntegerValue().signum() < 0) {
            throw new NotAnEvent(Refusal.INVALID_QUANTITY, "quantity must not be negative");
        }
        if (!quantity.canConvertToLong() || quantity.longValue() > UsageEvent.LARGEST_QUANTITY) {
            throw new NotAnEvent(Refusal.QUANTITY_TOO_LARGE, "quantity must be at most " + UsageEvent.LARGEST_QUANTITY);
        }
        return quantity.longValue();
    }

    private static @Nullable JsonNode properties(@Nullable JsonNode properties) throws NotAnEvent {
        if (properties == null || properties.isNull()) {
            return null;
        }
        if (!properties.isObject()) {
            throw new NotAnEvent(Refusal.INVALID_PROPERTIES, "properties must be a JSON object");
        }
        if (!StorableJson.isStorable(properties)) {
            throw new NotAnEvent(
                    Refusal.INVALID_PROPERTIES,
                    "properties must not hold U+0000, half surrogate pairs or numbers beyond double precision");
        }
        return properties.isEmpty() ? null : properties;
    }

    private static String text(JsonNode properties) throws NotAnEvent {
        String text = properties.toString();
        boolean surelySmall = text.length() <= LARGEST_PROPERTIES / 3;
        if (!surelySmall && text.getBytes(StandardCharsets.UTF_8).length > LARGEST_PROPERTIES) {
            throw new NotAnEvent(Refusal.PROPERTIES_TOO_LARGE, "properties must be at most 16 KiB of JSON");
        }
        return text;
    }

    private static UUID value(Meter meter, @Nullable JsonNode properties) throws NotAnEvent {
        JsonNode value = properties == null ? null : properties.get(meter.valueProperty());
        if (value == null || !value.isValueNode() || value.isNull()) {
            throw new NotAnEvent(
                    Refusal.MISSING_VALUE, "properties must hold the value to count: " + meter.valueProperty());
        }
        return UsageKeys.value(value.asText());
    }

    /** Ends the reading of one event. */
    private static final class NotAnEvent extends Exception {

        private final Refusal refusal;

        NotAnEvent(Refusal refusal, String detail) {
            super(detail, null, false, false);
            this.refusal = refusal;
        }
    }
}
