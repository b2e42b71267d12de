package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PATCH message (RFC 7644, section 3.5.2). Names and operations are read without regard to case, as Entra ID sends
 * {@code Add}.
 */
record PatchRequest(List<Operation> operations) {

    /** Operations of one message at most. */
    static final int MOST_OPERATIONS = 100;

    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    PatchRequest {
        operations = List.copyOf(operations);
    }

    /** What an operation does. */
    enum Action {
        ADD,
        REMOVE,
        REPLACE
    }

    /**
     * One operation.
     *
     * @param path null: the value's fields say what is changed
     * @param value null: none was given
     */
    record Operation(
            Action action, @Nullable String path, @Nullable JsonNode value) {}

    static PatchRequest read(JsonNode sent) {
        boolean announced = false;
        for (JsonNode schema : field(sent, "schemas").orElseThrow(PatchRequest::noMessage)) {
            announced |= schema.asText().equalsIgnoreCase(SCHEMA);
        }
        JsonNode operations = field(sent, "Operations").orElseThrow(PatchRequest::noMessage);
        if (!announced || !operations.isArray() || operations.isEmpty()) {
            throw noMessage();
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw ScimProblems.TOO_MANY.with("A message has at most " + MOST_OPERATIONS + " operations.");
        }
        List<Operation> read = new ArrayList<>();
        for (JsonNode operation : operations) {
            read.add(operation(operation));
        }
        PatchLimits.require(read);
        return new PatchRequest(read);
    }

    private static Operation operation(JsonNode sent) {
        String op = field(sent, "op").map(node -> node.asText("")).orElse("");
        Action action =
                switch (op.toLowerCase(Locale.ROOT)) {
                    case "add" -> Action.ADD;
                    case "remove" -> Action.REMOVE;
                    case "replace" -> Action.REPLACE;
                    default -> throw ScimProblems.INVALID_SYNTAX.with("op must be add, remove or replace.");
                };
        JsonNode path = field(sent, "path").filter(node -> !node.isNull()).orElse(null);
        if (path != null && !path.isTextual()) {
            throw ScimProblems.INVALID_PATH.with("path must be a text.");
        }
        JsonNode value = field(sent, "value").orElse(null);
        if (action != Action.REMOVE && value == null) {
            throw ScimProblems.INVALID_VALUE.with("value is required with " + op + ".");
        }
        return new Operation(action, path == null || path.asText().isBlank() ? null : path.asText(), value);
    }

    private static Optional<JsonNode> field(JsonNode sent, String name) {
        return sent.properties().stream()
                .filter(field -> field.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static ProblemException noMessage() {
        return ScimProblems.INVALID_SYNTAX.with("A PATCH message has schemas [\"" + SCHEMA + "\"] and Operations.");
    }
}
