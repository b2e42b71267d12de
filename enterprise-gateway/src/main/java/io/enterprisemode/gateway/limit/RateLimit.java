package io.enterprisemode.gateway.limit;

import java.time.Duration;

/**
 * So many in a while; what was not used is kept up to that number, so a burst of all of them at once is allowed.
 *
 * @param most at least 1
 * @param per at least a second
 */
record RateLimit(long most, Duration per) {

    RateLimit {
        if (most < 1 || per.toSeconds() < 1) {
            throw new IllegalArgumentException("a rate limit of " + most + " per " + per);
        }
    }
}
