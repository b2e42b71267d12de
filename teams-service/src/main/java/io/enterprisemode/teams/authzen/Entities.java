package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The entities that requests are made of (section 5). Properties are taken and not looked at: decisions rest on roles
 * alone.
 */
final class Entities {

    /** Characters of a type, an id or a name at most. */
    static final int LONGEST = 255;

    private Entities() {}

    /**
     * Who (section 5.1).
     *
     * @param type user or service_account
     * @param id the principal's id
     */
    @Schema(
            name = "AuthZenSubject",
            examples = "{\"type\": \"user\", \"id\": \"0190a8b2-7c3d-8000-8000-000000000001\"}")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Subject(
            @Size(max = LONGEST) @Nullable String type,
            @Size(max = LONGEST) @Nullable String id,
            @Nullable Map<String, Object> properties) {}

    /**
     * What (section 5.3).
     *
     * @param name the code of a permission
     */
    @Schema(name = "AuthZenAction", examples = "{\"name\": \"workspace:update\"}")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Action(
            @Size(max = LONGEST) @Nullable String name,
            @Nullable Map<String, Object> properties) {}

    /**
     * Where (section 5.2).
     *
     * @param type organization, team or workspace
     * @param id the node's id
     */
    @Schema(
            name = "AuthZenResource",
            examples = "{\"type\": \"workspace\", \"id\": \"0190a8b2-7c3d-7000-8000-000000000001\"}")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Resource(
            @Size(max = LONGEST) @Nullable String type,
            @Size(max = LONGEST) @Nullable String id,
            @Nullable Map<String, Object> properties) {}
}
