package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event of a request.
 *
 * @param index position in the request, from 0
 * @param id of the event, as far as it could be read
 * @param status accepted and duplicate are successes
 * @param reason why it is rejected or blocked; a stable code
 * @param detail what exactly is wrong, for people
 * @param meter code of the meter
 * @param standing the limit status of the meter in the period of the event, after the event; left out for callers with
 *     a part of the organization
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "UsageResult")
public record UsageResult(
        int index,
        @Nullable String id,

        @Schema(
                type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
                enumeration = {"accepted", "duplicate", "conflict", "rejected", "blocked"})
        UsageStatus status,

        @Nullable String reason,
        @Nullable String detail,
        @Nullable String meter,
        @Nullable LimitStatus standing) {

    static UsageResult of(int index, UsageEvent event, UsageStatus status, @Nullable LimitStatus standing) {
        return new UsageResult(
                index, event.id(), status, null, null, event.meter().code(), standing);
    }

    static UsageResult refused(int index, UsageEvent event, Refusal refusal, @Nullable LimitStatus standing) {
        return new UsageResult(
                index,
                event.id(),
                refusal.status(),
                refusal.code(),
                refusal.detail(),
                event.meter().code(),
                standing);
    }

    static UsageResult invalid(int index, ParsedEvent.Invalid received) {
        return new UsageResult(
                index,
                received.id(),
                received.refusal().status(),
                received.refusal().code(),
                received.detail(),
                null,
                null);
    }

    /** The same where another event has its identity. */
    UsageResult conflicting() {
        return new UsageResult(
                index,
                id,
                UsageStatus.CONFLICT,
                null,
                "source and id are taken" + (detail == null ? "" : "; " + detail),
                meter,
                standing);
    }

    /** The same for a caller who may not know what the whole organization has used. */
    public UsageResult ofPart() {
        return standing == null ? this : new UsageResult(index, id, status, reason, detail, meter, null);
    }

    /** What became of it and why. */
    public String inWords() {
        return status.code() + (reason == null ? "" : ": " + reason) + (detail == null ? "" : ", " + detail);
    }

    /** The same at another position. */
    UsageResult at(int position) {
        return new UsageResult(position, id, status, reason, detail, meter, standing);
    }
}
