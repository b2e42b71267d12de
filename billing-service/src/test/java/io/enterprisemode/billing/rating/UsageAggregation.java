package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the parts of a usage period hold by the events alone, in the most obvious way. */
public final class UsageAggregation {

    private UsageAggregation() {}

    /** A part with one plan. */
    public record Span(Instant start, Instant end, Object plan, boolean isPriced) {

        private boolean contains(UsageFact event) {
            return !event.time().isBefore(start) && event.time().isBefore(end);
        }
    }

    /** What was used in the parts of events of one workspace, given in order of arrival. */
    public static PeriodUsage of(Aggregation aggregation, List<Span> spans, List<UsageFact> events) {
        return switch (aggregation) {
            case SUM ->
                new PeriodUsage.Sums(spans.stream()
                        .map(span -> MinorUnits.sum(events.stream()
                                .filter(span::contains)
                                .map(UsageFact::quantity)
                                .toList()))
                        .toList());
            case COUNT ->
                new PeriodUsage.Sums(spans.stream()
                        .map(span -> events.stream().filter(span::contains).count())
                        .toList());
            case UNIQUE_COUNT ->
                new PeriodUsage.Distinct(
                        values(events, event -> spans.stream().anyMatch(span -> span.contains(event))),
                        values(
                                events,
                                event -> spans.stream().anyMatch(span -> span.isPriced() && span.contains(event))));
            case MAX ->
                new PeriodUsage.Levels(
                        PartLevels.max(spans.stream().map(Span::plan).toList(), said(spans, events)));
            case LATEST -> new PeriodUsage.Levels(PartLevels.latest(said(spans, events)));
        };
    }

    private static long values(List<UsageFact> events, Predicate<UsageFact> isCounted) {
        Set<@Nullable String> values =
                events.stream().filter(isCounted).map(UsageFact::value).collect(Collectors.toSet());
        return values.size();
    }

    private static List<PartLevels.@Nullable Said> said(List<Span> spans, List<UsageFact> events) {
        List<PartLevels.@Nullable Said> said = new ArrayList<>();
        for (Span span : spans) {
            List<UsageFact> here = events.stream().filter(span::contains).toList();
            said.add(
                    here.isEmpty()
                            ? null
                            : new PartLevels.Said(
                                    here.stream()
                                            .mapToLong(UsageFact::quantity)
                                            .max()
                                            .orElseThrow(),
                                    here.stream()
                                            .sorted(Comparator.comparing(UsageFact::time))
                                            .reduce((earlier, later) -> later)
                                            .orElseThrow()
                                            .quantity()));
        }
        return said;
    }
}
