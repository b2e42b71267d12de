package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.health.AccessViewHealth;
import io.enterprisemode.gateway.health.ServiceHealth;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the Overview page shows of one organization. What could not be had is null, and {@code sources} says why. What
 * is not told is null, never left out.
 *
 * @param generatedAt when it was put together
 * @param accessViews how old each service's view of who may do what is
 * @param revenue what was invoiced in the calendar month (UTC); of the next one {@code charges} tells
 * @param charges what the next invoice comes to
 * @param openInvoices what is invoiced and not settled, by currency
 * @param latestInvoices the three newest, credit notes among them
 * @param topWorkspaces the five with the largest share of a meter
 * @param alerts all of them, the gravest first
 * @param activity the five latest audit events
 * @param parts how each service contributed: of its sources the worst
 * @param sources how each document that the summary is made of was had
 */
@Schema(name = "Summary")
record SummaryView(
        Instant generatedAt,
        Organization organization,
        Health health,
        List<ServiceHealth> services,
        List<AccessViewHealth> accessViews,
        @Nullable Usage usage,
        @Nullable Series series,
        @Nullable Subscription subscription,
        @Nullable Revenue revenue,
        @Nullable Charges charges,
        @Nullable List<OpenInvoices> openInvoices,
        @Nullable List<IssuedInvoice> latestInvoices,
        @Nullable List<WorkspaceUsage> topWorkspaces,
        List<Alert> alerts,
        @Nullable List<Activity> activity,
        List<Part> parts,
        List<Source> sources) {

    /** The organization; its name is its id while teams-service is away. */
    record Organization(UUID id, String name, @Nullable String timeZone) {}

    /** The health score with all its checks. */
    record Health(int score, int confidence, boolean capped, List<OverviewCheck> checks) {}

    /**
     * Usage of the current period, by meter.
     *
     * @param scope {@code ORGANIZATION}, or {@code SUBTREE}: of the part that the caller may see, without limits
     */
    record Usage(String scope, Instant periodStart, Instant periodEnd, List<MeterUsage> meters) {

        static final String ORGANIZATION = "ORGANIZATION";
        static final String SUBTREE = "SUBTREE";
    }

    /**
     * One meter, as billing-service tells it; quantities in its unit.
     *
     * @param used of the organization, or of the part of it that the caller may see
     * @param state how it stands towards its limits, which billing-service decides; null where the caller sees only a
     *     part of what is used
     * @param stateSince since when it is in that state, by billing-service's records
     * @param included without charge; 0 where the plan says nothing of the meter; null where the caller sees only a
     *     part of what is used
     * @param cap beyond it everything is refused; null: none
     */
    record MeterUsage(
            String meter,
            @Nullable String unit,
            long used,
            @Nullable MeterState state,
            @Nullable Instant stateSince,
            @Nullable Long included,
            @Nullable Long limit,
            @Nullable Long softLimit,
            @Nullable Long cap,
            @Nullable String behaviour,
            @Nullable Long remaining) {}

    /**
     * Usage over time.
     *
     * @param timeZone IANA name of the zone whose days they are
     * @param today the date in that zone
     * @param approximate whether days start within an hour of UTC, by which usage is kept
     */
    record Series(String interval, String timeZone, LocalDate today, boolean approximate, List<MeterSeries> meters) {}

    /** One meter over time. */
    record MeterSeries(String meter, List<Point> points) {}

    /**
     * One interval.
     *
     * @param date on which it starts in the series' time zone
     * @param quantity null: what was used then has not arrived yet
     */
    record Point(String start, LocalDate date, @Nullable Long quantity) {}

    /**
     * The live subscription. At most one of a change and a cancellation waits.
     *
     * @param priceMinor of one interval, charged at its beginning
     * @param currentPeriodEnd of what is paid for; in a trial, of what is paid for first
     * @param trialEnd of a trial that runs or was; null: there was none
     * @param pendingChange what it changes to; null: nothing waits
     * @param cancelAt when it ends; null: no cancellation waits
     */
    record Subscription(
            String plan,
            String planName,
            String status,
            String interval,
            long priceMinor,
            String currency,
            Instant currentPeriodEnd,
            @Nullable Instant trialEnd,
            @Nullable PendingChange pendingChange,
            @Nullable Instant cancelAt) {}

    /**
     * A change of plan or interval that waits.
     *
     * @param priceMinor of one interval, in the currency of the subscription
     * @param at when it takes effect
     */
    record PendingChange(String plan, String planName, String interval, long priceMinor, Instant at) {}

    /** What was invoiced in the present month, in the first of its currencies by their codes. */
    record Revenue(String periodStart, String currency, long subscriptionMinor, long overageMinor, long totalMinor) {}

    /**
     * What the next invoice comes to: the price of the period that follows, in advance, and what was used beyond the
     * plan in the one that runs.
     *
     * @param issueAt when it is to be issued; null: the billing-service of the previous version does not tell
     * @param periodStart of the usage that it charges; of what it charges, where that is a price only
     * @param soFarMinor with what is used until now; below 0, it would be a credit note; the next three add up to it
     * @param subscriptionStart of what the price is for; null: no price is charged
     * @param subscriptionEnd excluded; null likewise
     * @param creditMinor customer credit that would be applied to it now
     * @param expectedMinor as usage goes on at its pace so far; null while too little of the period has passed
     */
    record Charges(
            @Nullable Instant issueAt,
            Instant periodStart,
            Instant periodEnd,
            String currency,
            long soFarMinor,
            long subscriptionMinor,
            @Nullable Instant subscriptionStart,
            @Nullable Instant subscriptionEnd,
            long overageMinor,
            long otherMinor,
            long creditMinor,
            @Nullable Long expectedMinor) {}

    /**
     * The open invoices of one currency.
     *
     * @param invoices how many there are
     */
    record OpenInvoices(String currency, long invoices, long amountMinor, Instant oldestIssuedAt) {}

    /**
     * An invoice, or a credit note.
     *
     * @param type {@code INVOICE}, or {@code CREDIT_NOTE} with a total below 0
     * @param corrects of a credit note the number of the invoice that it corrects; null: an invoice, or its number is
     *     not among the latest
     * @param openMinor what of it is still to be paid
     */
    record IssuedInvoice(
            UUID id,
            String type,
            String number,
            @Nullable String corrects,
            String status,
            Instant issuedAt,
            String currency,
            long totalMinor,
            long openMinor) {}

    /** One of the workspaces that use most; share of the organization's whole, 0 to 1. */
    record WorkspaceUsage(UUID workspaceId, @Nullable String name, String meter, long quantity, double share) {}

    /**
     * Something that wants to be acted upon.
     *
     * @param action the path of this site that leads to what can be done
     * @param actionLabel what the link says
     * @param since from when on it is so, by the records of the service it comes from; null when they do not tell
     */
    record Alert(
            String id,
            Severity severity,
            String title,
            @Nullable String detail,
            String action,
            String actionLabel,
            @Nullable Instant since) {}

    /** How much an alert matters. */
    enum Severity {
        info,
        warning,
        critical
    }

    /**
     * One of the latest audit events.
     *
     * @param source who vouches for it: a service of the suite ({@code /billing-service}), or the principal that posted
     *     it ({@code /principals/<id>}); null: the audit-service does not tell
     */
    record Activity(
            String id,
            Instant time,
            String action,
            @Nullable String actor,
            @Nullable String target,
            String severity,
            String outcome,
            @Nullable String source) {}

    /** How a service contributed. */
    record Part(
            String name,
            Status status,
            @Nullable Instant at,
            @Nullable String error) {

        /** Stale: an earlier answer is shown. */
        enum Status {
            ok,
            stale,
            failed,
            forbidden
        }
    }

    /**
     * How a document was had.
     *
     * @param name such as {@code usage}
     * @param service whose it is
     * @param at when the service answered with what is shown
     * @param error what went wrong
     */
    @Schema(name = "SummarySource")
    record Source(
            String name,
            String service,
            SourceStatus status,
            @Nullable Instant at,
            @Nullable String error) {}

    /** Stale: an earlier answer is shown; missing: the service says that there is none. */
    enum SourceStatus {
        ok,
        stale,
        failed,
        forbidden,
        missing
    }
}
