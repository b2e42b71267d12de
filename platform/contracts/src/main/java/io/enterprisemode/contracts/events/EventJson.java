package io.enterprisemode.contracts.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How the data of events is written and read: instants as RFC 3339, absent values left out, unknown properties ignored
 * (a newer producer may add some), everything else strict.
 */
public final class EventJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private EventJson() {}

    /** The mapper itself, for those who need trees or streams; do not reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** The data as JSON text. */
    public static String write(Object data) {
        try {
            return MAPPER.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot be written as JSON: " + data.getClass().getName(), e);
        }
    }

    /**
     * The data of JSON text.
     *
     * @throws IllegalArgumentException when the text is no such data; the message says where
     */
    public static <T> T read(String json, Class<T> type) {
        try {
            return nonNull(MAPPER.readValue(json, type), type);
        } catch (JsonProcessingException e) {
            throw unreadable(type, e);
        }
    }

    /**
     * The data of JSON bytes in UTF-8.
     *
     * @throws IllegalArgumentException when they are no such data; the message says where
     */
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return nonNull(MAPPER.readValue(json, type), type);
        } catch (IOException e) {
            throw unreadable(type, e);
        }
    }

    /**
     * The JSON text as a tree.
     *
     * @throws IllegalArgumentException when it is no JSON
     */
    public static JsonNode tree(String json) {
        return read(json, JsonNode.class);
    }

    private static <T> T nonNull(@Nullable T value, Class<T> type) {
        if (value == null) {
            throw new IllegalArgumentException("not a " + type.getSimpleName() + ": null");
        }
        return value;
    }

    private static IllegalArgumentException unreadable(Class<?> type, IOException e) {
        return new IllegalArgumentException("not a " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
}
