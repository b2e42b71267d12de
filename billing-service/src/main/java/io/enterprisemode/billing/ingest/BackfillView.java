package io.enterprisemode.billing.ingest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What became of a backfill.
 *
 * @param accepted lines that were counted
 * @param duplicates lines that were counted before
 * @param conflicts lines whose id was used for other content
 * @param rejectedCount lines that cannot be counted
 * @param rejected the first hundred of them
 */
@Schema(name = "BackfillView")
record BackfillView(long accepted, long duplicates, long conflicts, long rejectedCount, List<RejectedLine> rejected) {

    static final int MOST_LINES = 100;

    BackfillView {
        rejected = List.copyOf(rejected);
    }

    /**
     * A line that cannot be counted.
     *
     * @param line its number, from 1
     * @param reason stable code
     * @param detail what exactly is wrong, for people
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RejectedLine")
    record RejectedLine(long line, String reason, @Nullable String detail) {}
}
