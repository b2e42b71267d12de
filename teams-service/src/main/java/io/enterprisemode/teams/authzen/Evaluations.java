package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.teams.authzen.Entities.Action;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Entities.Subject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An access evaluations request (section 7.1): several evaluations, for which the entities at the top are defaults.
 * Without any it is one evaluation.
 *
 * @param evaluations up to a hundred; each is read by itself, so that one that cannot be read is no error of the
 *     request
 */
@Schema(name = "AuthZenEvaluations")
@JsonIgnoreProperties(ignoreUnknown = true)
record Evaluations(
        @Valid @Nullable Subject subject,
        @Valid @Nullable Action action,
        @Valid @Nullable Resource resource,
        @Nullable Map<String, Object> context,

        @Size(max = 100) @Schema(type = SchemaType.ARRAY, implementation = Evaluation.class) @Nullable
        List<@Nullable JsonNode> evaluations,

        @Valid @Nullable Options options) {

    /** How they are executed (section 7.1.2); other options are passed over. */
    @Schema(name = "AuthZenOptions")
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Options(
            @JsonProperty("evaluations_semantic") @Nullable Semantic evaluationsSemantic) {}

    /** When to stop. */
    @Schema(
            name = "AuthZenSemantic",
            enumeration = {"execute_all", "deny_on_first_deny", "permit_on_first_permit"})
    enum Semantic {
        EXECUTE_ALL,
        DENY_ON_FIRST_DENY,
        PERMIT_ON_FIRST_PERMIT;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Semantic ofCode(String code) {
            return Arrays.stream(values())
                    .filter(semantic -> semantic.code().equals(code))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no semantic: " + code));
        }

        /** Whether nothing comes after this decision. */
        boolean endsWith(boolean decision) {
            return switch (this) {
                case EXECUTE_ALL -> false;
                case DENY_ON_FIRST_DENY -> !decision;
                case PERMIT_ON_FIRST_PERMIT -> decision;
            };
        }
    }

    Evaluation top() {
        return new Evaluation(subject, action, resource, context);
    }

    boolean isSingle() {
        return evaluations == null || evaluations.isEmpty();
    }

    /** The evaluations as they came. */
    List<@Nullable JsonNode> items() {
        return evaluations == null ? List.of() : evaluations;
    }

    Semantic semantic() {
        return options == null || options.evaluationsSemantic() == null
                ? Semantic.EXECUTE_ALL
                : options.evaluationsSemantic();
    }
}
