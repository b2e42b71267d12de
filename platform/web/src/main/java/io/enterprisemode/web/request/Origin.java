package io.enterprisemode.web.request;

import org.jspecify.annotations.Nullable;

/**
 * Where a change comes from, handed down explicitly to everything that records it.
 *
 * @param caller who
 * @param ipAddress the client's address
 * @param userAgent the client's program
 * @param requestId the id in answer and logs
 * @param traceparent W3C trace context, null when tracing is off
 */
public record Origin(
        Caller caller,
        @Nullable String ipAddress,
        @Nullable String userAgent,
        @Nullable String requestId,
        @Nullable String traceparent) {}
