package io.enterprisemode.client.usage;

import io.enterprisemode.client.internal.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Determines from a problem document (RFC 9457) of the service whether the events are the cause of the refusal. */
final class Refusal {

    private static final String MALFORMED_JSON = "malformed-json";
    private static final String VALIDATION_FAILED = "validation-failed";

    private Refusal() {}

    /**
     * The code of the problem when it is in the events; empty: it is in something else, or the text is no problem
     * document.
     */
    static Optional<String> ofEvents(String body) {
        Map<?, ?> problem;
        try {
            if (!(JsonText.parse(body) instanceof Map<?, ?> document)) {
                return Optional.empty();
            }
            problem = document;
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (!(problem.get("type") instanceof String type)) {
            return Optional.empty();
        }
        return switch (type.substring(type.lastIndexOf('/') + 1)) {
            case MALFORMED_JSON -> Optional.of(MALFORMED_JSON);
            case VALIDATION_FAILED ->
                namesTheBody(problem.get("errors")) ? Optional.of(VALIDATION_FAILED) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * An error points into the body by a JSON pointer (RFC 6901), or has the name of a header or parameter, which is
     * the same for every event.
     */
    private static boolean namesTheBody(@Nullable Object errors) {
        return errors instanceof List<?> list
                && list.stream()
                        .anyMatch(error -> error instanceof Map<?, ?> map
                                && map.get("pointer") instanceof String pointer
                                && (pointer.isEmpty() || pointer.startsWith("/")));
    }
}
