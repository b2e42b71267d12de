package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.tenancy.ContextReply;
import java.util.List;
import java.util.UUID;

/**
 * A batch that waits to be written, and the reply that receives its results.
 *
 * @param arrivedAt {@link System#nanoTime} when it came
 */
record WriteRequest(UsageBatch batch, ContextReply<List<UsageResult>> reply, long arrivedAt) {

    UUID organization() {
        return batch.organizationId();
    }

    void succeed(List<UsageResult> results) {
        reply.answer(results);
    }

    void fail(Throwable failure) {
        reply.fail(failure);
    }
}
