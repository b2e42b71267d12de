package io.enterprisemode.teams.authzen;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.enterprisemode.teams.authzen.Entities.Action;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Entities.Subject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Search requests and answers (section 8). */
final class Search {

    private Search() {}

    /**
     * Which part of the results is wanted (section 8.2.1).
     *
     * @param token the next_token of the page before; everything else must then be as before
     * @param limit results at most, 50 when left out; on later pages as on the first
     */
    @Schema(name = "AuthZenPage")
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PageRequest(
            @Size(max = 2_000) @Nullable String token,
            @Min(1) @Max(200) @Nullable Integer limit,
            @Nullable Map<String, Object> properties) {}

    /** Who may do this to this resource (section 8.4)? An id of the subject is passed over. */
    @Schema(name = "AuthZenSubjectSearch")
    @JsonIgnoreProperties(ignoreUnknown = true)
    record SubjectSearch(
            @Valid @Nullable Subject subject,
            @Valid @Nullable Action action,
            @Valid @Nullable Resource resource,
            @Nullable Map<String, Object> context,
            @Valid @Nullable PageRequest page) {}

    /** To what may this subject do this (section 8.5)? An id of the resource is passed over. */
    @Schema(name = "AuthZenResourceSearch")
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ResourceSearch(
            @Valid @Nullable Subject subject,
            @Valid @Nullable Action action,
            @Valid @Nullable Resource resource,
            @Nullable Map<String, Object> context,
            @Valid @Nullable PageRequest page) {}

    /** What may this subject do to this resource (section 8.6)? */
    @Schema(name = "AuthZenActionSearch")
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ActionSearch(
            @Valid @Nullable Subject subject,
            @Valid @Nullable Resource resource,
            @Nullable Map<String, Object> context,
            @Valid @Nullable PageRequest page) {}

    /**
     * What is told about a page (section 8.2.2).
     *
     * @param nextToken gets the next page; empty on the last
     * @param count results on this page
     */
    @Schema(
            name = "AuthZenPageInfo",
            requiredProperties = {"next_token", "count"})
    record PageInfo(@JsonProperty("next_token") String nextToken, int count) {}

    @Schema(name = "AuthZenSubjects")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Subjects(PageInfo page, List<Subject> results) {

        Subjects {
            results = List.copyOf(results);
        }
    }

    @Schema(name = "AuthZenResources")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Resources(PageInfo page, List<Resource> results) {

        Resources {
            results = List.copyOf(results);
        }
    }

    @Schema(name = "AuthZenActions")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Actions(PageInfo page, List<Action> results) {

        Actions {
            results = List.copyOf(results);
        }
    }
}
