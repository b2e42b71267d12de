package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.enterprisemode.teams.authzen.Entities.Action;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Entities.Subject;
import jakarta.validation.Valid;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An access evaluation request (section 6.1): may this subject do this to this resource?
 *
 * @param context taken and not looked at
 */
@Schema(
        name = "AuthZenEvaluation",
        examples = "{\"subject\": {\"type\": \"user\", \"id\": \"0190a8b2-7c3d-8000-8000-000000000001\"},"
                + " \"action\": {\"name\": \"workspace:update\"},"
                + " \"resource\": {\"type\": \"workspace\", \"id\": \"0190a8b2-7c3d-7000-8000-000000000001\"}}")
@JsonIgnoreProperties(ignoreUnknown = true)
record Evaluation(
        @Valid @Nullable Subject subject,
        @Valid @Nullable Action action,
        @Valid @Nullable Resource resource,
        @Nullable Map<String, Object> context) {

    /** What is left out here as the defaults say (section 7.1.1). */
    Evaluation or(Evaluation defaults) {
        return new Evaluation(
                subject == null ? defaults.subject : subject,
                action == null ? defaults.action : action,
                resource == null ? defaults.resource : resource,
                context == null ? defaults.context : context);
    }

    /** The JSON pointer of the first part that is missing or too long; empty when it can be decided. */
    Optional<String> firstFault() {
        if (subject == null) {
            return Optional.of("/subject");
        }
        if (action == null) {
            return Optional.of("/action");
        }
        if (resource == null) {
            return Optional.of("/resource");
        }
        Map<String, Optional<String>> parts = new LinkedHashMap<>();
        parts.put("/subject/type", Optional.ofNullable(subject.type()));
        parts.put("/subject/id", Optional.ofNullable(subject.id()));
        parts.put("/action/name", Optional.ofNullable(action.name()));
        parts.put("/resource/type", Optional.ofNullable(resource.type()));
        parts.put("/resource/id", Optional.ofNullable(resource.id()));
        return parts.entrySet().stream()
                .filter(part -> part.getValue()
                        .filter(text -> text.length() <= Entities.LONGEST)
                        .isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
