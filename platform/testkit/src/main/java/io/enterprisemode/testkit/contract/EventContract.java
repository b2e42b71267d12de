package io.enterprisemode.testkit.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Validates events against the published schema of their type: what an outbox stored, and what came over Kafka. */
public final class EventContract {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private EventContract() {}

    /** What is wrong with the data of an event of a type; empty if nothing is. */
    public static List<String> violations(String type, @Nullable String data) {
        EventDefinition<?> definition = EventTypes.byType(type).orElse(null);
        if (definition == null) {
            return List.of("the type " + type + " is not in the catalogue");
        }
        if (data == null) {
            return List.of("an event without data");
        }
        JsonNode json;
        try {
            json = EventJson.tree(data);
        } catch (IllegalArgumentException e) {
            return List.of("the data is no JSON: " + e.getMessage());
        }
        List<String> found = new ArrayList<>();
        schema(definition)
                .validate(json)
                .forEach(message -> found.add(message.getInstanceLocation() + ": " + message.getMessage()));
        if (found.isEmpty()) {
            readable(definition, data).ifPresent(found::add);
        }
        return found;
    }

    /**
     * Fails unless the record carries a complete CloudEvents envelope on a topic of its type, and data that fits the
     * schema.
     */
    public static void assertConforms(ReceivedRecord received) {
        Event event = received.event();
        List<String> found = new ArrayList<>(violations(event.type(), received.value()));
        EventTypes.byType(event.type())
                .filter(definition -> !definition.topics().contains(received.topic()))
                .ifPresent(definition ->
                        found.add("published on " + received.topic() + " instead of " + definition.topics()));
        fail("Record of " + received.topic() + " with key " + received.key(), received.value(), found);
    }

    /** Fails unless the data fits the schema of the type. */
    public static void assertConforms(String type, String data) {
        fail("Event of type " + type, data, violations(type, data));
    }

    /**
     * Fails unless every event that a query finds in the outbox fits its schema; answers how many it found.
     *
     * @param sql selects the type and the JSON data as text, in this order
     */
    public static int assertStored(ServiceDatabase database, String sql) {
        int count = 0;
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                assertConforms(rows.getString(1), rows.getString(2));
                count++;
            }
            return count;
        } catch (SQLException e) {
            throw new IllegalStateException("Could not read the outbox: " + sql, e);
        }
    }

    private static Optional<String> readable(EventDefinition<?> definition, String data) {
        try {
            EventJson.read(data, definition.dataClass());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("fits the schema but cannot be read: " + e.getMessage());
        }
    }

    private static JsonSchema schema(EventDefinition<?> definition) {
        return SCHEMAS.computeIfAbsent(
                definition.type(), ignored -> FACTORY.getSchema(EventJson.tree(definition.schema()), CONFIG));
    }

    private static void fail(String what, @Nullable String data, List<String> found) {
        if (!found.isEmpty()) {
            throw new AssertionError(
                    what + " does not conform to its contract:\n- " + String.join("\n- ", found) + "\n" + data);
        }
    }
}
