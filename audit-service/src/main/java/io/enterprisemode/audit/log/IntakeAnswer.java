package io.enterprisemode.audit.log;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of posted events.
 *
 * @param results one per event, in the order of the request
 */
@Schema(name = "AuditIntakeAnswer")
record IntakeAnswer(List<Result> results) {

    IntakeAnswer {
        results = List.copyOf(results);
    }

    /** What became of one event. */
    @Schema(name = "AuditIntakeResult")
    record Result(UUID id, Verdict result) {}

    /** Whether the event is new to the log. */
    @Schema(
            name = "AuditIntakeVerdict",
            enumeration = {"accepted", "duplicate"})
    enum Verdict {
        /** It is in the log now. */
        @JsonProperty("accepted")
        ACCEPTED,
        /** An event of this id was in the log before, and stays as it is. */
        @JsonProperty("duplicate")
        DUPLICATE
    }
}
