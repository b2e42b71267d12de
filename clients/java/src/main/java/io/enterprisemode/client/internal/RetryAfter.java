package io.enterprisemode.client.internal;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long an answer asks to wait before the request is repeated. */
public final class RetryAfter {

    private RetryAfter() {}

    /**
     * The wait of the header Retry-After: seconds or a date of HTTP (RFC 9110, section 10.2.3); zero where there is
     * none, or it is anything else.
     */
    public static Duration of(HttpHeaders headers, Instant now) {
        return headers.firstValue("Retry-After")
                .map(value -> of(value.strip(), now))
                .orElse(Duration.ZERO);
    }

    private static Duration of(String value, Instant now) {
        try {
            if (value.matches("\\d{1,9}")) {
                return Duration.ofSeconds(Long.parseLong(value));
            }
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now, at);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
