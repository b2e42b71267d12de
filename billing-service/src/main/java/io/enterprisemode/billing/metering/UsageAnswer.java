package io.enterprisemode.billing.metering;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What became of the events of a request.
 *
 * @param results one per event, in order
 */
@Schema(name = "UsageAnswer")
record UsageAnswer(List<UsageResult> results) {

    UsageAnswer {
        results = List.copyOf(results);
    }
}
