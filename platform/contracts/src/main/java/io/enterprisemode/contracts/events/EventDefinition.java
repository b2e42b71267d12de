package io.enterprisemode.contracts.events;

import io.enterprisemode.contracts.Require;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A type of event: where it is published and what it looks like.
 *
 * @param type the CloudEvents type
 * @param topics the topics it is published on; all but the heartbeat have one
 * @param dataClass the record of its data
 */
public record EventDefinition<T extends EventData>(String type, List<String> topics, Class<T> dataClass) {

    private static final String SCHEMA_URN = "urn:enterprisemode:schema:";

    public EventDefinition {
        Require.text(type, "type");
        topics = List.copyOf(Require.present(topics, "topics"));
        Require.that(!topics.isEmpty(), "topics is empty: " + type);
        Require.present(dataClass, "dataClass");
    }

    /** The one topic it is published on. */
    public String topic() {
        if (topics.size() != 1) {
            throw new IllegalStateException(type + " is published on several topics: " + topics);
        }
        return topics.getFirst();
    }

    /** The CloudEvents dataschema. */
    public URI dataSchema() {
        return dataSchema(type);
    }

    /** The CloudEvents dataschema of a type, known here or not. */
    public static URI dataSchema(String type) {
        return URI.create(SCHEMA_URN + type);
    }

    /** The class path resource of the JSON Schema (2020-12) of its data. */
    public String schemaResource() {
        return schemaResource(type);
    }

    /** The JSON Schema of its data, as text. */
    public String schema() {
        return schemaText(type);
    }

    static String schemaResource(String type) {
        return "schemas/" + type + ".json";
    }

    /** The JSON Schema of a type, known here or not, as text. */
    public static String schemaText(String type) {
        String resource = schemaResource(type);
        try (InputStream stream = EventDefinition.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
