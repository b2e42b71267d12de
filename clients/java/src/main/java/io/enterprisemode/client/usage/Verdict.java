package io.enterprisemode.client.usage;

import org.jspecify.annotations.Nullable;

/** The result that the service returns for one event of a batch. */
record Verdict(
        UsageStatus status,
        @Nullable String reason,
        @Nullable String detail) {}
