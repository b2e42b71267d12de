package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageEvent;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a request are on their way.
 *
 * @param results one per event, in order
 */
@Schema(name = "UsageReceiptView")
record UsageReceiptView(List<Line> results) {

    UsageReceiptView {
        results = List.copyOf(results);
    }

    /** What became of an event so far; in JSON in lower case. */
    enum Status {
        /** Durable, and counted in a moment. */
        QUEUED,
        /** Cannot be counted, now or later. */
        REJECTED;

        /** The name in JSON. */
        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What became of one event.
     *
     * @param index position in the request, from 0
     * @param id of the event, as far as it could be read
     * @param reason why it is rejected; a stable code
     * @param detail what exactly is wrong, for people
     * @param meter code of the meter
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "UsageReceiptLine")
    record Line(
            int index,
            @Nullable String id,

            @Schema(
                    type = SchemaType.STRING,
                    enumeration = {"queued", "rejected"})
            Status status,

            @Nullable String reason,
            @Nullable String detail,
            @Nullable String meter) {

        static Line queued(int index, UsageEvent event) {
            return new Line(
                    index, event.id(), Status.QUEUED, null, null, event.meter().code());
        }

        static Line rejected(int index, @Nullable String id, Refusal refusal, String detail) {
            return new Line(index, id, Status.REJECTED, refusal.code(), detail, null);
        }
    }
}
