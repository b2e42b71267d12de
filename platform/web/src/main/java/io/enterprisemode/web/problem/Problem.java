package io.enterprisemode.web.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457) as it is sent.
 *
 * @param type stable reference of the catalogue entry, the only field to branch on
 * @param title the catalogue's title
 * @param status the HTTP status
 * @param detail what is wrong this time, for people; never text of an exception
 * @param instance the path that was asked
 * @param requestId the id under which this request is logged
 * @param traceId the W3C trace id, absent when tracing is off
 * @param errors what is wrong, by field
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Problem")
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String instance,
        @Nullable String requestId,
        @Nullable String traceId,
        List<FieldError> errors) {

    /** The media type of problem documents. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    /**
     * One wrong field.
     *
     * @param pointer JSON pointer (RFC 6901) into the body, empty for the body as a whole, or the name of a parameter
     * @param detail what is wrong with it
     */
    @Schema(name = "FieldError")
    public record FieldError(String pointer, String detail) {}
}
