package io.enterprisemode.reporting.analytics;

import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.kernel.time.TimeBuckets;
import io.enterprisemode.reporting.analytics.AnalyticsReportView.MeterUsage;
import io.enterprisemode.reporting.analytics.AnalyticsReportView.Point;
import io.enterprisemode.reporting.analytics.AnalyticsReportView.WorkspaceUsage;
import io.enterprisemode.reporting.analytics.UsageHours.Bucket;
import io.enterprisemode.reporting.analytics.UsageHours.Selection;
import io.enterprisemode.reporting.freshness.AsOf;
import io.enterprisemode.reporting.freshness.Freshness;
import io.enterprisemode.reporting.structure.AwaitedWorkspaces;
import io.enterprisemode.reporting.structure.Structure;
import io.enterprisemode.reporting.structure.Structures;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/** Answers what was used. */
@ApplicationScoped
class Analytics {

    private final TenantTransactions transactions;
    private final Structures structures;
    private final AwaitedWorkspaces workspaces;
    private final UsageHours hours;
    private final Freshness freshness;
    private final Clock clock;

    Analytics(
            TenantTransactions transactions,
            Structures structures,
            AwaitedWorkspaces workspaces,
            UsageHours hours,
            Freshness freshness,
            Clock clock) {
        this.transactions = transactions;
        this.structures = structures;
        this.workspaces = workspaces;
        this.hours = hours;
        this.freshness = freshness;
        this.clock = clock;
    }

    /**
     * The report of a request; a 404 problem for a workspace that does not exist or is out of reach, once the view
     * contains everything that existed at the time of the request.
     */
    Uni<AnalyticsReportView> report(UUID organizationId, AnalyticsQuestion question) {
        AwaitedView.Question asked = workspaces.ask();
        return answer(organizationId, question)
                .chain(answer -> answer.isPresent()
                        ? Uni.createFrom().item(answer)
                        : workspaces
                                .isSeen(
                                        asked,
                                        organizationId,
                                        question.workspaceId().orElseThrow(),
                                        question.reach())
                                .chain(seen -> seen
                                        ? answer(organizationId, question)
                                        : Uni.createFrom().item(answer)))
                .map(answer -> answer.orElseThrow(() -> ProblemException.notFound("workspace")));
    }

    /** Empty: the workspace is not known here, or not for the caller. */
    private Uni<Optional<AnalyticsReportView>> answer(UUID organizationId, AnalyticsQuestion question) {
        return transactions.inOrganization(
                organizationId,
                tenant -> freshness
                        .of(tenant, UsageHourConsumer.NAME)
                        .chain(asOf ->
                                structures.of(tenant).chain(structure -> answer(tenant, question, structure, asOf))));
    }

    private Uni<Optional<AnalyticsReportView>> answer(
            Tenant tenant, AnalyticsQuestion question, Structure structure, AsOf asOf) {
        ZoneId zone = question.zone().orElse(structure.zone());
        Instant now = clock.instant();
        Window window = question.window(now, zone);
        Optional<UUID> workspace = question.workspaceId();
        if (workspace.isPresent() && !structure.has(workspace.get(), question.reach())) {
            return Uni.createFrom().item(Optional.empty());
        }
        TimeBuckets buckets = TimeBuckets.of(window.from(), window.to(), question.interval(), zone);
        Selection selection = new Selection(
                question.meter(), workspace.map(Set::of).or(() -> structure.workspacesIn(question.reach())));
        return hours.totals(tenant, window, selection)
                .chain(totals -> hours.series(tenant, window, buckets, selection)
                        .map(series -> Optional.of(new AnalyticsReportView(
                                window.from(),
                                window.to(),
                                window.previous().from(),
                                question.interval().code(),
                                zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(),
                                LocalDate.ofInstant(now, zone),
                                buckets.approximate(),
                                asOf.asOf(),
                                asOf.newestEventAt(),
                                asOf.lag(),
                                meters(totals, buckets, series),
                                top(totals, structure, question.top())))));
    }

    private static List<MeterUsage> meters(List<MeterTotals> totals, TimeBuckets buckets, List<Bucket> series) {
        Map<String, Map<Integer, Long>> quantities = new HashMap<>();
        for (Bucket bucket : series) {
            quantities.computeIfAbsent(bucket.meter(), meter -> new HashMap<>()).put(bucket.index(), bucket.quantity());
        }
        return totals.stream()
                .map(meter -> new MeterUsage(
                        meter.meter(),
                        meter.aggregation(),
                        meter.quantity(),
                        meter.previousQuantity(),
                        meter.change(),
                        meter.exact(),
                        points(buckets, quantities.getOrDefault(meter.meter(), Map.of()))))
                .toList();
    }

    private static List<Point> points(TimeBuckets buckets, Map<Integer, Long> quantities) {
        return IntStream.range(0, buckets.starts().size())
                .mapToObj(index ->
                        new Point(buckets.starts().get(index), buckets.date(index), quantities.getOrDefault(index, 0L)))
                .toList();
    }

    private static List<WorkspaceUsage> top(List<MeterTotals> totals, Structure structure, int most) {
        return totals.stream()
                .flatMap(meter -> meter.byWorkspace().stream()
                        .limit(most)
                        .map(part -> new WorkspaceUsage(
                                part.workspaceId(),
                                structure.nameOf(part.workspaceId()),
                                meter.meter(),
                                part.quantity(),
                                meter.shareOf(part))))
                .toList();
    }
}
