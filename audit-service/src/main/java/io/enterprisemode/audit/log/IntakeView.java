package io.enterprisemode.audit.log;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.enterprisemode.audit.log.AuditLog.Appended;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of posted events.
 *
 * @param results one per event, in the order of the request
 */
@Schema(name = "AuditIntakeAnswer")
record IntakeView(List<Result> results) {

    IntakeView {
        results = List.copyOf(results);
    }

    /**
     * What became of one event.
     *
     * @param reason of a refusal: {@code id-used} (conflict), {@code reserved-action} and {@code reserved-actor}
     *     (rejected); else left out
     * @param detail the refusal in words
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AuditIntakeResult")
    record Result(
            UUID id,
            Verdict result,
            @Nullable String reason,
            @Nullable String detail) {

        static Result of(UUID id, Appended appended) {
            return switch (appended) {
                case NEW -> new Result(id, Verdict.ACCEPTED, null, null);
                case DUPLICATE -> new Result(id, Verdict.DUPLICATE, null, null);
                case CONFLICT ->
                    new Result(
                            id,
                            Verdict.CONFLICT,
                            "id-used",
                            "Another event has this id. It stays; yours is recorded as a conflict.");
            };
        }

        static Result reservedActor(UUID id) {
            return new Result(
                    id,
                    Verdict.REJECTED,
                    "reserved-actor",
                    "SYSTEM is the suite itself; a program of yours is a SERVICE_ACCOUNT.");
        }

        static Result reservedAction(UUID id, String action) {
            return new Result(
                    id,
                    Verdict.REJECTED,
                    "reserved-action",
                    "The action " + action + " is recorded by the suite itself; choose a name of your own.");
        }
    }

    /** Whether the event is new to the log. */
    @Schema(
            name = "AuditIntakeVerdict",
            enumeration = {"accepted", "duplicate", "conflict", "rejected"})
    enum Verdict {
        /** It is in the log now. */
        @JsonProperty("accepted")
        ACCEPTED,
        /** The same event was in the log before. */
        @JsonProperty("duplicate")
        DUPLICATE,
        /** Another event has this id. It stays as it is; that this one came is recorded. */
        @JsonProperty("conflict")
        CONFLICT,
        /** It is not taken, now or later. */
        @JsonProperty("rejected")
        REJECTED
    }
}
