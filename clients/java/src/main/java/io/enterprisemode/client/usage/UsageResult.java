package io.enterprisemode.client.usage;

import org.jspecify.annotations.Nullable;

/**
 * What became of an event.
 *
 * @param event as it was sent, with its id
 * @param reason stable code of a refusal, e.g. {@code limit-reached}
 * @param detail what exactly is wrong, for people
 */
public record UsageResult(
        UsageEvent event,
        UsageStatus status,
        @Nullable String reason,
        @Nullable String detail) {}
