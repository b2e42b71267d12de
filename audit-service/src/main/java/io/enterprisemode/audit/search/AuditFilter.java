package io.enterprisemode.audit.search;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which events are selected; an empty condition does not restrict them.
 *
 * @param from of the event's time, included
 * @param to of the event's time, excluded
 * @param action the whole action, or its beginning with {@code .*} behind: {@code billing.*}
 * @param actor id of the actor
 * @param targetType type of the target
 * @param target id of the target
 * @param source who vouches: a service ({@code /billing-service}) or a principal; {@code /principals/*}: all that was
 *     posted
 * @param text occurs in action, names, address or details, in any case; needs a time of at most
 *     {@link #LONGEST_TEXT_SEARCH}
 */
public record AuditFilter(
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<AuditCategory> category,
        Optional<AuditSeverity> severity,
        Optional<String> action,
        Optional<String> actor,
        Optional<String> targetType,
        Optional<String> target,
        Optional<AuditOutcome> outcome,
        Optional<String> source,
        Optional<String> text) {

    /** No index helps with text: each search reads at most the events of this long. */
    public static final Duration LONGEST_TEXT_SEARCH = Duration.ofDays(92);

    public AuditFilter {
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            throw ProblemException.invalid("from", "must be before to");
        }
    }

    /**
     * The same filter with the time that a search for text reads, when no start is given: the last
     * {@link #LONGEST_TEXT_SEARCH}.
     *
     * @throws ProblemException when a longer time is asked for
     */
    public AuditFilter bounded(Instant now) {
        if (text.isEmpty()) {
            return this;
        }
        Instant earliest = to.orElse(now).minus(LONGEST_TEXT_SEARCH);
        if (from.isPresent() && from.get().isBefore(earliest)) {
            throw ProblemException.invalid(
                    "from", "a search for text covers at most " + LONGEST_TEXT_SEARCH.toDays() + " days");
        }
        return from.isPresent() ? this : between(earliest, to);
    }

    /** The same filter for another time. */
    public AuditFilter between(Instant start, Optional<Instant> end) {
        return new AuditFilter(
                Optional.of(start), end, category, severity, action, actor, targetType, target, outcome, source, text);
    }

    /** What is set, by the names of the query parameters: to be recorded when somebody takes events away. */
    public Map<String, Object> described() {
        Map<String, Object> set = new LinkedHashMap<>();
        from.ifPresent(value -> set.put("from", value.toString()));
        to.ifPresent(value -> set.put("to", value.toString()));
        category.ifPresent(value -> set.put("category", value.code()));
        severity.ifPresent(value -> set.put("severity", value.name()));
        action.ifPresent(value -> set.put("action", value));
        actor.ifPresent(value -> set.put("actor", value));
        targetType.ifPresent(value -> set.put("targetType", value));
        target.ifPresent(value -> set.put("target", value));
        outcome.ifPresent(value -> set.put("outcome", value.name()));
        source.ifPresent(value -> set.put("source", value));
        text.ifPresent(value -> set.put("q", value));
        return set;
    }
}
