package io.enterprisemode.billing.ingest;

import io.enterprisemode.billing.metering.UsageResult;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of the events of a request.
 *
 * @param results one per event, in order
 */
@Schema(name = "UsageResultsView")
record UsageResultsView(List<UsageResult> results) {

    UsageResultsView {
        results = List.copyOf(results);
    }
}
