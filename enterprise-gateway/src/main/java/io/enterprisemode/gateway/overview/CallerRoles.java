package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The caller's roles in an organization, as one text: equal where the roles are, whatever their order.
 *
 * @param text empty: none
 */
record CallerRoles(String text) {

    /** As teams-service answers them; empty: it did not answer. */
    static Optional<CallerRoles> of(Answer organizations) {
        return switch (organizations) {
            case Answer.Fresh fresh -> Optional.of(of(fresh.value()));
            case Answer.Forbidden none -> Optional.of(new CallerRoles(""));
            case Answer.Missing none -> Optional.of(new CallerRoles(""));
            case Answer.Stale stale -> Optional.empty();
            case Answer.Failed failed -> Optional.empty();
        };
    }

    private static CallerRoles of(JsonNode organizations) {
        JsonNode roles = organizations.path("items").path(0).path("roles");
        return new CallerRoles(StreamSupport.stream(roles.spliterator(), false)
                .map(role -> role.path("role").asText() + " on "
                        + role.path("nodeId").asText())
                .sorted()
                .collect(Collectors.joining(", ")));
    }

    boolean isNone() {
        return text.isEmpty();
    }
}
