package io.enterprisemode.billing.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.plan.LimitReachedTimes;
import io.enterprisemode.billing.plan.LimitState;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a question about usage is answered with. */
@Schema(
        name = "UsageFigures",
        oneOf = {
            UsageView.Current.class,
            UsageView.Series.class,
            UsageView.ByWorkspace.class,
            UsageView.ByProperty.class
        })
sealed interface UsageView {

    /** Whose usage a figure is. */
    @Schema(name = "UsageScope")
    enum Scope {
        /** Of the whole organization. */
        ORGANIZATION,
        /**
         * Of the workspaces that the caller may see: a role on a team or workspace gives the figures of that part only.
         */
        SUBTREE
    }

    /**
     * The usage of the current billing period against the limits of the plan. What does not apply, or is not for the
     * caller, is left out and never null.
     *
     * @param scope whose usage the figures are
     * @param periodStart left out without a subscription
     * @param periodEnd excluded
     * @param since from when on it counts: the start of the period, or the last change of plan in it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "CurrentUsage",
            requiredProperties = {"asOf", "scope", "meters"})
    record Current(
            Instant asOf,
            Scope scope,
            @Nullable Instant periodStart,
            @Nullable Instant periodEnd,
            @Nullable Instant since,
            List<MeterUsage> meters)
            implements UsageView {

        public Current {
            meters = List.copyOf(meters);
        }
    }

    /**
     * The usage of a meter in the current period. Limits are those of the whole organization, so they, what is left of
     * them and how usage stands towards them are told only with the usage of the whole organization; of a part only
     * what it has used.
     *
     * @param used of the organization, or of the workspaces the caller may see
     * @param included without charge; 0 where the plan says nothing of the meter; left out in the scope SUBTREE
     * @param state how what is used stands towards the limits, decided here once for all who show it; left out in the
     *     scope SUBTREE
     * @param stateSince since when usage is in that state, as recorded when it reached the limit; left out where no
     *     limit is near, and where the subscription is suspended
     * @param limit the hard limit; left out: the plan says nothing of the meter, or the scope is SUBTREE
     * @param softLimit from where on the limit is near; left out as the limit
     * @param cap beyond it everything is refused, whatever the behaviour; left out: none, or as the limit
     * @param behaviour what happens at the hard limit; left out as the limit
     * @param remaining until the hard limit; left out as the limit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "MeterUsage",
            requiredProperties = {"meter", "unit", "used"})
    record MeterUsage(
            String meter,
            String unit,
            long used,
            @Nullable Long included,
            @Nullable LimitState state,
            @Nullable Instant stateSince,
            @Nullable Long limit,
            @Nullable Long softLimit,
            @Nullable Long cap,
            @Nullable LimitBehaviour behaviour,
            @Nullable Long remaining) {

        /** What a part of the organization has used. */
        static MeterUsage ofPart(Meter meter, long used) {
            return new MeterUsage(meter.code(), meter.unit(), used, null, null, null, null, null, null, null, null);
        }

        /**
         * What the organization has used against its limit.
         *
         * @param limit null: the plan says nothing of the meter
         * @param reached when it first reached its limits
         */
        static MeterUsage ofAll(
                Meter meter, long used, @Nullable UsageLimit limit, LimitState state, LimitReachedTimes reached) {
            return limit == null
                    ? new MeterUsage(meter.code(), meter.unit(), used, 0L, state, null, null, null, null, null, null)
                    : new MeterUsage(
                            meter.code(),
                            meter.unit(),
                            used,
                            limit.included(),
                            state,
                            state == LimitState.of(used, limit) ? reached.since(state, limit) : null,
                            limit.included(),
                            limit.soft(),
                            limit.cap(),
                            limit.behaviour(),
                            limit.remaining(used));
        }
    }

    /**
     * Usage over time.
     *
     * @param interval {@code hour} or {@code day}
     * @param timeZone IANA name of the zone whose days they are
     * @param approximate whether intervals start within an hour of UTC, by which usage is kept: such an hour counts for
     *     the interval in which it starts
     * @param from start of the first interval
     * @param to end of the last one
     */
    @Schema(
            name = "UsageSeries",
            requiredProperties = {"interval", "timeZone", "approximate", "from", "to", "meters"})
    record Series(
            String interval, String timeZone, boolean approximate, Instant from, Instant to, List<MeterSeries> meters)
            implements UsageView {

        public Series {
            meters = List.copyOf(meters);
        }
    }

    /**
     * Usage of a meter over time.
     *
     * @param points one per interval, without gaps
     */
    @Schema(name = "MeterSeries")
    record MeterSeries(String meter, List<Point> points) {

        public MeterSeries {
            points = List.copyOf(points);
        }
    }

    /** Usage in one interval. */
    @Schema(name = "UsagePoint")
    record Point(Instant start, long quantity) {}

    /**
     * Usage by workspace, the largest first.
     *
     * @param from included
     * @param to excluded
     * @param approximate as of a series
     * @param leftOut by meter, what is beyond the limit of the question
     */
    @Schema(
            name = "UsageByWorkspace",
            requiredProperties = {"from", "to", "approximate", "workspaces", "leftOut"})
    record ByWorkspace(
            Instant from,
            Instant to,
            boolean approximate,
            List<WorkspaceUsage> workspaces,
            List<WorkspacesLeftOut> leftOut)
            implements UsageView {

        public ByWorkspace {
            workspaces = List.copyOf(workspaces);
            leftOut = List.copyOf(leftOut);
        }
    }

    /**
     * The workspaces of a meter that are beyond the limit of the question.
     *
     * @param workspaces how many
     * @param quantity theirs, added up
     */
    @Schema(name = "WorkspacesLeftOut")
    record WorkspacesLeftOut(String meter, long workspaces, long quantity) {}

    /**
     * Usage of a meter over time by the values of a property, the largest first. {@code (other)} stands for the values
     * beyond the first hundred of an hour of a workspace, {@code (none)} for events without the property.
     *
     * @param property by whose values it is
     * @param approximate as of a series
     * @param leftOut what is beyond the limit of the question
     */
    @Schema(
            name = "UsageByProperty",
            requiredProperties = {
                "meter",
                "property",
                "interval",
                "timeZone",
                "approximate",
                "from",
                "to",
                "groups",
                "leftOut"
            })
    record ByProperty(
            String meter,
            String property,
            String interval,
            String timeZone,
            boolean approximate,
            Instant from,
            Instant to,
            List<GroupSeries> groups,
            GroupsLeftOut leftOut)
            implements UsageView {

        public ByProperty {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Usage of one value over time.
     *
     * @param points one per interval, without gaps
     */
    @Schema(name = "GroupSeries")
    record GroupSeries(String value, List<Point> points) {

        public GroupSeries {
            points = List.copyOf(points);
        }
    }

    /**
     * The values that are beyond the limit of the question.
     *
     * @param groups how many values
     * @param points theirs, added up
     */
    @Schema(name = "GroupsLeftOut")
    record GroupsLeftOut(long groups, List<Point> points) {

        public GroupsLeftOut {
            points = List.copyOf(points);
        }
    }

    /** Usage of a meter by one workspace. */
    @Schema(name = "WorkspaceUsage")
    record WorkspaceUsage(UUID workspaceId, String meter, long quantity) {}
}
