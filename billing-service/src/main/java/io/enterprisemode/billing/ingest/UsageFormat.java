package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.ContentCoding;
import io.enterprisemode.web.request.SingleHeader;
import io.enterprisemode.web.text.JsonLimits;
import io.enterprisemode.web.text.StrictUtf8;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which events come over HTTP: CloudEvents 1.0 structured, binary and batched, and plain JSON, which is one
 * event or an array of them in the same form (CloudEvents HTTP protocol binding 1.0.2).
 */
@ApplicationScoped
class UsageFormat {

    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final String PLAIN = "application/json";

    /** The most events in one request. */
    static final int MOST_EVENTS = 1_000;

    /** What is said of a line of NDJSON that is none. */
    static final String NO_JSON = "the line is not JSON in UTF-8";

    private static final String PREFIX = "ce-";
    private static final List<String> ATTRIBUTES = List.of("specversion", "id", "source", "type", "subject", "time");

    private final ObjectReader json;
    private final long largestBody;

    UsageFormat(ObjectMapper json, @ConfigProperty(name = "enterprise.http.max-body-size") MemorySize largestBody) {
        this.json = json.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        this.largestBody = largestBody.asLongValue();
    }

    /**
     * The events of a request as JSON values, in order; they need not be events yet.
     *
     * @throws ProblemException when the body as a whole, or a header of a binary event, cannot be read
     */
    List<JsonNode> events(MultiMap headers, byte[] body) {
        JsonNode value =
                read(ContentCoding.of(headers.get(ContentCoding.HEADER)).decoded(body, largestBody));
        return switch (mediaType(headers.get(HttpHeaders.CONTENT_TYPE))) {
            case STRUCTURED -> List.of(one(value));
            case BATCH -> several(value);
            case PLAIN -> isBinary(headers) ? List.of(binary(headers, value)) : plain(value);
            default -> throw ProblemType.UNSUPPORTED_MEDIA_TYPE.with("See the operation's content types.");
        };
    }

    /**
     * A line of NDJSON as a JSON value.
     *
     * @throws IllegalArgumentException when it cannot be read, with the reason
     */
    JsonNode line(String line) {
        try {
            return json.readTree(line);
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    JsonLimits.exceeded(e)
                            .map(limit -> "the line cannot be read: " + limit)
                            .orElse(NO_JSON),
                    e);
        }
    }

    private JsonNode read(byte[] body) {
        if (!StrictUtf8.isValid(body, 0, body.length)) {
            throw ProblemType.MALFORMED_JSON.with("The body is not UTF-8.");
        }
        try {
            JsonNode value = json.readTree(body);
            if (!value.isMissingNode()) {
                return value;
            }
        } catch (JsonProcessingException | NumberFormatException e) {
            throw ProblemType.MALFORMED_JSON.with(JsonLimits.detail(e));
        } catch (IOException e) {
            throw ProblemType.MALFORMED_JSON.with("The body is not UTF-8.");
        }
        throw ProblemType.MALFORMED_JSON.with("The body is empty.");
    }

    /** Whether bodies of this content type are read. */
    static boolean isKnown(@Nullable String contentType) {
        return switch (mediaType(contentType)) {
            case STRUCTURED, BATCH, PLAIN -> true;
            default -> false;
        };
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isBinary(MultiMap headers) {
        return headers.contains(PREFIX + "specversion") || headers.contains(PREFIX + "id");
    }

    private static JsonNode one(JsonNode value) {
        if (!value.isObject()) {
            throw ProblemException.invalid("", "must be one event");
        }
        return value;
    }

    private static List<JsonNode> several(JsonNode value) {
        if (!value.isArray() || value.isEmpty() || value.size() > MOST_EVENTS) {
            throw ProblemException.invalid("", "must be an array of 1 to " + MOST_EVENTS + " events");
        }
        return StreamSupport.stream(value.spliterator(), false).toList();
    }

    private static List<JsonNode> plain(JsonNode value) {
        return value.isArray() ? several(value) : List.of(one(value));
    }

    private JsonNode binary(MultiMap headers, JsonNode data) {
        requireOneOfEach(headers);
        ObjectNode event = (ObjectNode) json.createObjectNode();
        for (String attribute : ATTRIBUTES) {
            String value = headers.get(PREFIX + attribute);
            if (value != null) {
                event.put(attribute, decoded(PREFIX + attribute, value));
            }
        }
        event.set("data", data);
        return event;
    }

    /** An event has each attribute once, also those that nobody reads here. */
    private static void requireOneOfEach(MultiMap headers) {
        for (String name : headers.names()) {
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                SingleHeader.of(name.toLowerCase(Locale.ROOT), headers.getAll(name));
            }
        }
    }

    private static String decoded(String name, String value) {
        try {
            return CloudEventHeader.decode(value);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(name, "must be UTF-8, percent-encoded or in quotes: " + e.getMessage());
        }
    }
}
