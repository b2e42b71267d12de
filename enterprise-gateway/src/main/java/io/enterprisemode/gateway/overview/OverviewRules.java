package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.health.AccessViewHealth;
import io.enterprisemode.gateway.health.CheckSeverity;
import io.enterprisemode.gateway.health.CheckStatus;
import io.enterprisemode.gateway.health.HealthScore;
import io.enterprisemode.gateway.health.RatedCheck;
import io.enterprisemode.gateway.health.ServiceHealth;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which checks make up the health score of an organization, and which alerts follow. */
final class OverviewRules {

    private static final Duration REPORTS_MAY_LAG = Duration.ofMinutes(5);
    private static final Duration OPEN_FOR_LONG = Duration.ofDays(30);
    private static final Duration TRIAL_ENDS_SOON = Duration.ofDays(3);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    /** The services that decide by a view of their own; teams-service reads its tables. */
    private static final List<String> WITH_ACCESS_VIEW = List.of("audit", "billing", "reporting");

    private static final String SEE_LOG = "Whoever runs this installation finds the reason in the service's log.";
    private static final Set<String> ABBREVIATIONS = Set.of("ai", "api", "sms", "gb", "tb");

    private OverviewRules() {}

    /** All checks, in the order of their weight. */
    static List<OverviewCheck> checks(Facts facts) {
        List<OverviewCheck> checks = new ArrayList<>();
        checks.add(serviceCheck(facts, "teams", OverviewCheck.Weight.critical, "Access is decided"));
        checks.add(serviceCheck(facts, "billing", OverviewCheck.Weight.critical, "Usage is taken in"));
        checks.add(accessViews(facts));
        checks.add(subscription(facts));
        checks.add(withinHardLimits(facts));
        checks.add(serviceCheck(facts, "audit", OverviewCheck.Weight.high, "The audit trail is written"));
        checks.add(serviceCheck(facts, "reporting", OverviewCheck.Weight.medium, "Reports are served"));
        checks.add(reportsAreCurrent(facts));
        checks.add(belowSoftLimits(facts));
        checks.add(secondOwner(facts));
        return checks;
    }

    /** The score of these checks. */
    static HealthScore score(List<OverviewCheck> checks) {
        return HealthScore.of(checks.stream()
                .map(check -> new RatedCheck(
                        check.id(),
                        CheckSeverity.valueOf(check.weight().name().toUpperCase(Locale.ROOT)),
                        CheckStatus.valueOf(check.status().name().toUpperCase(Locale.ROOT))))
                .toList());
    }

    /** All alerts, the most severe first. */
    static List<SummaryView.Alert> alerts(Facts facts) {
        List<SummaryView.Alert> alerts = new ArrayList<>();
        facts.services().forEach(service -> serviceAlert(service).ifPresent(alerts::add));
        facts.accessViews().stream().filter(AccessViewHealth::stale).forEach(view -> alerts.add(accessViewAlert(view)));
        noPlanAlert(facts).ifPresent(alerts::add);
        facts.subscription().ifPresent(subscription -> alerts.addAll(subscriptionAlerts(facts, subscription)));
        facts.usage()
                .ifPresent(usage ->
                        usage.meters().forEach(meter -> meterAlert(meter).ifPresent(alerts::add)));
        facts.openInvoices().ifPresent(open -> open.forEach(each -> alerts.add(openInvoicesAlert(facts.now(), each))));
        return alerts.stream()
                .sorted(Comparator.comparing(SummaryView.Alert::severity).reversed())
                .toList();
    }

    private static Optional<SummaryView.Alert> serviceAlert(ServiceHealth service) {
        return service.status() == ServiceHealth.Status.down
                ? Optional.of(new SummaryView.Alert(
                        "service-" + service.name(),
                        SummaryView.Severity.critical,
                        "The " + service.name() + " service is down",
                        "It has not answered since then. " + SEE_LOG,
                        "/#services",
                        "See the services",
                        service.since()))
                : Optional.empty();
    }

    private static SummaryView.Alert accessViewAlert(AccessViewHealth view) {
        return new SummaryView.Alert(
                "access-view-" + view.service(),
                SummaryView.Severity.critical,
                "The " + view.service() + " service cannot decide who may do what",
                "It has not heard of members and roles for " + age(view)
                        + ", so it refuses what needs a decision. It goes on by itself once the teams service and "
                        + "the message broker"
                        + " reach it again.",
                "/#services",
                "See the services",
                view.since());
    }

    private static String age(AccessViewHealth view) {
        return view.ageSeconds() == null ? "as long as it runs" : view.ageSeconds() + " s";
    }

    private static Optional<SummaryView.Alert> noPlanAlert(Facts facts) {
        return facts.subscriptionKnown() && facts.subscription().isEmpty()
                ? Optional.of(new SummaryView.Alert(
                        "no-plan",
                        SummaryView.Severity.critical,
                        "No plan is in force",
                        "All usage is refused until a plan is chosen.",
                        "/#plan",
                        "Choose a plan",
                        facts.withoutPlanSince().orElse(null)))
                : Optional.empty();
    }

    /** What of the subscription ends, changes or is not paid. */
    private static List<SummaryView.Alert> subscriptionAlerts(Facts facts, SummaryView.Subscription subscription) {
        List<SummaryView.Alert> alerts = new ArrayList<>();
        switch (subscription.status()) {
            case "SUSPENDED" ->
                alerts.add(planAlert(
                        "suspended",
                        SummaryView.Severity.critical,
                        "The subscription is suspended",
                        "All usage is refused until the open invoices are paid."));
            case "PAST_DUE" ->
                alerts.add(planAlert(
                        "past-due",
                        SummaryView.Severity.warning,
                        "A payment is overdue",
                        "The subscription is suspended if it is not paid."));
            default -> {}
        }
        if (subscription.cancelAt() != null) {
            alerts.add(planAlert(
                    "plan-ends",
                    SummaryView.Severity.warning,
                    subscription.planName() + " ends on " + day(facts, subscription.cancelAt()),
                    "All usage is refused from then on."));
        } else if (isTrial(subscription) && subscription.trialEnd() != null) {
            boolean soon = !subscription.trialEnd().minus(TRIAL_ENDS_SOON).isAfter(facts.now());
            alerts.add(planAlert(
                    "trial-ends",
                    soon ? SummaryView.Severity.warning : SummaryView.Severity.info,
                    "The trial of " + subscription.planName() + " ends on " + day(facts, subscription.trialEnd()),
                    "Every limit blocks in it. From then on the plan "
                            + costs(subscription.priceMinor(), subscription.currency(), subscription.interval())));
        }
        SummaryView.PendingChange change = subscription.pendingChange();
        if (change != null) {
            alerts.add(planAlert(
                    "plan-changes",
                    SummaryView.Severity.info,
                    "The plan changes to " + change.planName() + " on " + day(facts, change.at()),
                    "From then on it " + costs(change.priceMinor(), subscription.currency(), change.interval())));
        }
        return alerts;
    }

    private static boolean isTrial(SummaryView.Subscription subscription) {
        return subscription.status().equals("TRIALING");
    }

    private static SummaryView.Alert planAlert(String id, SummaryView.Severity severity, String title, String detail) {
        return new SummaryView.Alert(id, severity, title, detail, "/#plan", "See the plan", null);
    }

    private static String costs(long priceMinor, String currency, String interval) {
        return priceMinor == 0
                ? "is free of charge."
                : "costs " + amount(priceMinor, currency) + (interval.equals("YEAR") ? " a year." : " a month.");
    }

    private static String day(Facts facts, Instant at) {
        return DAY.format(at.atZone(facts.zone()));
    }

    /** By the state that billing-service gives the meter, and nothing else. */
    private static Optional<SummaryView.Alert> meterAlert(SummaryView.MeterUsage meter) {
        MeterState state = meter.state();
        if (state == null) {
            return Optional.empty();
        }
        String name = name(meter);
        return switch (state) {
            case WITHIN, NOT_IN_PLAN -> Optional.empty();
            case NEAR_LIMIT ->
                Optional.of(meterAlert(
                        "soft-limit-",
                        SummaryView.Severity.warning,
                        "Close to the limit: " + name,
                        used(meter)
                                .map(used -> used + " of what the plan includes is used.")
                                .orElse(null),
                        meter));
            case AT_LIMIT ->
                Optional.of(meterAlert(
                        "limit-",
                        SummaryView.Severity.warning,
                        "What the plan includes is used up: " + name,
                        "OVERAGE".equals(meter.behaviour())
                                ? "What comes now is charged as overage."
                                : "Nothing is refused, and nothing more is charged.",
                        meter));
            case OVERAGE ->
                Optional.of(meterAlert(
                        "limit-",
                        SummaryView.Severity.info,
                        "Beyond what the plan includes: " + name,
                        "It is charged as overage.",
                        meter));
            case BLOCKED ->
                Optional.of(meterAlert(
                        "limit-",
                        SummaryView.Severity.critical,
                        "Usage is refused: " + name,
                        "Until the period ends or the plan changes.",
                        meter));
        };
    }

    private static SummaryView.Alert meterAlert(
            String idPrefix,
            SummaryView.Severity severity,
            String title,
            @Nullable String detail,
            SummaryView.MeterUsage meter) {
        return new SummaryView.Alert(
                idPrefix + meter.meter(),
                severity,
                title,
                detail,
                "/#usage",
                "See usage against limits",
                meter.stateSince());
    }

    private static SummaryView.Alert openInvoicesAlert(Instant now, SummaryView.OpenInvoices open) {
        boolean forLong = open.oldestIssuedAt().plus(OPEN_FOR_LONG).isBefore(now);
        return new SummaryView.Alert(
                "open-invoices-" + open.currency().toLowerCase(Locale.ROOT),
                forLong ? SummaryView.Severity.warning : SummaryView.Severity.info,
                (open.invoices() == 1 ? "1 invoice is open: " : open.invoices() + " invoices are open: ")
                        + amount(open.amountMinor(), open.currency()),
                forLong ? "The oldest one has been open for more than 30 days." : null,
                "/#plan",
                "See what is open",
                open.oldestIssuedAt());
    }

    private static OverviewCheck serviceCheck(Facts facts, String service, OverviewCheck.Weight weight, String title) {
        ServiceHealth.Status status = facts.services().stream()
                .filter(each -> each.name().equals(service))
                .map(ServiceHealth::status)
                .findFirst()
                .orElse(ServiceHealth.Status.unknown);
        return switch (status) {
            case up -> passed("service-" + service, title, weight, "The " + service + " service is ready.");
            case down ->
                failed(
                        "service-" + service,
                        title,
                        weight,
                        "The " + service + " service does not answer.",
                        null,
                        SEE_LOG);
            case unknown -> unknown("service-" + service, title, weight, "It has not been looked at yet.");
        };
    }

    private static OverviewCheck accessViews(Facts facts) {
        String title = "Every service knows who may do what";
        if (facts.accessViews().isEmpty()) {
            return unknown("access-views", title, OverviewCheck.Weight.critical, "No service has been asked yet.");
        }
        List<String> stale = facts.accessViews().stream()
                .filter(AccessViewHealth::stale)
                .map(view -> view.service() + " " + age(view))
                .toList();
        if (!stale.isEmpty()) {
            return failed(
                    "access-views",
                    title,
                    OverviewCheck.Weight.critical,
                    "These services have not heard of members and roles for too long, and refuse what needs a "
                            + "decision.",
                    String.join(", ", stale),
                    SEE_LOG);
        }
        String unseen = WITH_ACCESS_VIEW.stream()
                .filter(service -> facts.accessViews().stream()
                        .noneMatch(view -> view.service().equals(service)))
                .collect(Collectors.joining(", "));
        return unseen.isEmpty()
                ? passed("access-views", title, OverviewCheck.Weight.critical, "All views are fresh.")
                : unknown(
                        "access-views",
                        title,
                        OverviewCheck.Weight.critical,
                        "It is not known of these services lately: " + unseen + ".");
    }

    private static OverviewCheck subscription(Facts facts) {
        String title = "The organization has a live subscription";
        if (facts.subscription().isPresent()) {
            SummaryView.Subscription subscription = facts.subscription().get();
            if (subscription.status().equals("SUSPENDED")) {
                return failed(
                        "subscription",
                        title,
                        OverviewCheck.Weight.high,
                        subscription.planName() + " is suspended: all usage is refused.",
                        null,
                        "Pay the open invoices.");
            }
            return passed("subscription", title, OverviewCheck.Weight.high, inWords(subscription));
        }
        return facts.subscriptionKnown()
                ? failed(
                        "subscription",
                        title,
                        OverviewCheck.Weight.high,
                        "Without one all usage is refused.",
                        null,
                        "Choose a plan; the card about the plan says how.")
                : unknown("subscription", title, OverviewCheck.Weight.high, "Billing has not said.");
    }

    private static String inWords(SummaryView.Subscription subscription) {
        String status = isTrial(subscription)
                ? "in its trial"
                : subscription.status().toLowerCase(Locale.ROOT).replace('_', ' ');
        return subscription.planName() + ", " + status + ".";
    }

    private static OverviewCheck withinHardLimits(Facts facts) {
        return meters(
                facts,
                "hard-limits",
                "No usage is refused",
                OverviewCheck.Weight.high,
                state -> state == MeterState.BLOCKED,
                "Usage of these meters is refused.",
                "Move to a larger plan, or wait for the next period.");
    }

    private static OverviewCheck belowSoftLimits(Facts facts) {
        return meters(
                facts,
                "soft-limits",
                "Usage stays below the warning marks",
                OverviewCheck.Weight.medium,
                MeterState::nearOrBeyond,
                "These meters are close to or beyond what is included.",
                "Move to a larger plan, or use less until the period ends.");
    }

    private static OverviewCheck meters(
            Facts facts,
            String id,
            String title,
            OverviewCheck.Weight weight,
            Predicate<MeterState> bad,
            String reason,
            String remedy) {
        if (facts.usage().isEmpty()) {
            return unknown(id, title, weight, "Billing has not said.");
        }
        List<SummaryView.MeterUsage> meters = facts.usage().get().meters();
        if (meters.stream().anyMatch(meter -> meter.state() == null)) {
            return unknown(
                    id,
                    title,
                    weight,
                    facts.usage().get().scope().equals(SummaryView.Usage.SUBTREE)
                            ? "You see a part of the organization only; limits are of all of it."
                            : "Billing has not said.");
        }
        List<String> found = meters.stream()
                .filter(meter -> meter.state() != null && bad.test(meter.state()))
                .map(meter -> name(meter) + used(meter).map(used -> " " + used).orElse(""))
                .toList();
        return found.isEmpty()
                ? passed(id, title, weight, "All meters are within.")
                : failed(id, title, weight, reason, String.join(", ", found), remedy);
    }

    private static OverviewCheck reportsAreCurrent(Facts facts) {
        String title = "Reports are current";
        if (facts.reportingAsOf().isEmpty()) {
            return unknown(
                    "reports-current", title, OverviewCheck.Weight.medium, "Reporting has taken in nothing yet.");
        }
        Duration lag = Duration.between(facts.reportingAsOf().get(), facts.now());
        return lag.compareTo(REPORTS_MAY_LAG) <= 0
                ? passed("reports-current", title, OverviewCheck.Weight.medium, "They include the latest usage.")
                : failed(
                        "reports-current",
                        title,
                        OverviewCheck.Weight.medium,
                        "The newest usage in them is " + lag.toMinutes() + " minutes old.",
                        facts.reportingAsOf().get().toString(),
                        "It catches up by itself. If it does not: " + SEE_LOG);
    }

    private static OverviewCheck secondOwner(Facts facts) {
        String title = "More than one owner";
        if (facts.owners().isEmpty()) {
            return unknown("second-owner", title, OverviewCheck.Weight.low, "The members are not visible to you.");
        }
        long owners = facts.owners().get();
        return owners >= 2
                ? passed("second-owner", title, OverviewCheck.Weight.low, owners + " owners.")
                : failed(
                        "second-owner",
                        title,
                        OverviewCheck.Weight.low,
                        "If the only owner leaves, nobody can manage the organization.",
                        owners == 1 ? "1 owner" : owners + " owners",
                        "Make another member an owner.");
    }

    /** Used in percent of what is included, rounded down; empty when nothing is included, or it is not told. */
    private static Optional<String> used(SummaryView.MeterUsage meter) {
        Long included = meter.included();
        return included == null || included <= 0
                ? Optional.empty()
                : Optional.of(BigInteger.valueOf(meter.used())
                                .multiply(BigInteger.valueOf(100))
                                .divide(BigInteger.valueOf(included))
                        + " %");
    }

    /** "114.40 USD": with the decimals of the currency. */
    private static String amount(long amountMinor, String currency) {
        int decimals = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        return BigDecimal.valueOf(amountMinor, decimals).toPlainString() + " " + currency;
    }

    /** "ai_requests" as "AI requests". */
    private static String name(SummaryView.MeterUsage meter) {
        String words = Arrays.stream(meter.meter().split("_", -1))
                .map(word -> ABBREVIATIONS.contains(word) ? word.toUpperCase(Locale.ROOT) : word)
                .collect(Collectors.joining(" "));
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static OverviewCheck passed(String id, String title, OverviewCheck.Weight weight, String reason) {
        return new OverviewCheck(id, title, weight, OverviewCheck.Status.pass, reason, null, null);
    }

    private static OverviewCheck failed(
            String id,
            String title,
            OverviewCheck.Weight weight,
            String reason,
            @Nullable String evidence,
            String remedy) {
        return new OverviewCheck(id, title, weight, OverviewCheck.Status.fail, reason, evidence, remedy);
    }

    private static OverviewCheck unknown(String id, String title, OverviewCheck.Weight weight, String reason) {
        return new OverviewCheck(id, title, weight, OverviewCheck.Status.unknown, reason, null, null);
    }
}
