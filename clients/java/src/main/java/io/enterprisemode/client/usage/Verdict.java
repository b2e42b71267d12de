package io.enterprisemode.client.usage;

import org.jspecify.annotations.Nullable;

/** What the service says about one event of a batch. */
record Verdict(
        UsageStatus status,
        @Nullable String reason,
        @Nullable String detail) {}
