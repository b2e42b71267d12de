package io.enterprisemode.gateway.overview;

import org.jspecify.annotations.Nullable;

/**
 * One check of the health score.
 *
 * @param id stable
 * @param reason why it has this status, for people
 * @param evidence the figures behind it
 * @param remedy what to do when it fails
 */
record OverviewCheck(
        String id,
        String title,
        Weight weight,
        Status status,
        @Nullable String reason,
        @Nullable String evidence,
        @Nullable String remedy) {

    /** How many points it is worth. */
    enum Weight {
        critical,
        high,
        medium,
        low
    }

    /** Unknown: it could not be evaluated; it is never counted as passed. */
    enum Status {
        pass,
        fail,
        unknown
    }
}
