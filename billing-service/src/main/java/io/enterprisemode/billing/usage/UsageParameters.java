package io.enterprisemode.billing.usage;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of a question about usage over time, as they are in the request; null: not given. */
record UsageParameters(
        @Nullable String meter,
        @Nullable String workspaceId,
        @Nullable String from,
        @Nullable String to,
        @Nullable String interval,
        @Nullable String groupBy,
        @Nullable String timeZone,
        @Nullable String limit) {

    private record Parameter(String name, @Nullable String value) {}

    /** The name of the first that is given; empty: none is. */
    Optional<String> firstGiven() {
        return Stream.of(
                        new Parameter("meter", meter),
                        new Parameter("workspaceId", workspaceId),
                        new Parameter("from", from),
                        new Parameter("to", to),
                        new Parameter("interval", interval),
                        new Parameter("groupBy", groupBy),
                        new Parameter("timeZone", timeZone),
                        new Parameter("limit", limit))
                .filter(parameter -> parameter.value() != null)
                .map(Parameter::name)
                .findFirst();
    }

    /**
     * The question that they ask.
     *
     * @param zone what the time zone that is given, or none, stands for
     * @throws io.enterprisemode.web.problem.ProblemException when one cannot be read
     */
    UsageQuestion question(ZoneId zone, Instant now) {
        return UsageQuestion.of(this, zone, now);
    }
}
