package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.health.CheckSeverity;
import io.enterprisemode.gateway.health.CheckStatus;
import io.enterprisemode.gateway.health.HealthScore;
import io.enterprisemode.gateway.health.RatedCheck;
import io.enterprisemode.gateway.health.ServiceHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which checks make up the health score of an organization, and which alerts follow. */
final class OverviewRules {

    private static final Duration REPORTS_MAY_LAG = Duration.ofMinutes(5);
    private static final int ALERTS = 5;
    private static final Set<String> ABBREVIATIONS = Set.of("ai", "api", "sms", "gb", "tb");

    private OverviewRules() {}

    /** All checks, in the order of their weight. */
    static List<OverviewCheck> checks(Facts facts) {
        List<OverviewCheck> checks = new ArrayList<>();
        checks.add(serviceCheck(facts, "teams", OverviewCheck.Weight.critical, "Access is decided"));
        checks.add(serviceCheck(facts, "billing", OverviewCheck.Weight.critical, "Usage is taken in"));
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

    /** What wants to be acted upon, the gravest first. */
    static List<Summary.Alert> alerts(Facts facts) {
        List<Summary.Alert> alerts = new ArrayList<>();
        for (ServiceHealth service : facts.services()) {
            if (service.status() == ServiceHealth.Status.down) {
                alerts.add(new Summary.Alert(
                        "service-" + service.name(),
                        Summary.Severity.critical,
                        "The " + service.name() + " service is down",
                        "It has not answered since then. Its log says why: ./suite logs " + service.name(),
                        null,
                        service.since() == null ? facts.now() : service.since()));
            }
        }
        facts.usage()
                .ifPresent(usage -> usage.meters()
                        .forEach(meter -> meterAlert(facts.now(), meter).ifPresent(alerts::add)));
        return alerts.stream()
                .sorted((a, b) -> b.severity().compareTo(a.severity()))
                .limit(ALERTS)
                .toList();
    }

    private static Optional<Summary.Alert> meterAlert(Instant now, Summary.MeterUsage meter) {
        if (reached(meter)) {
            boolean refused = meter.behaviour().equals("BLOCK");
            return Optional.of(new Summary.Alert(
                    "limit-" + meter.meter(),
                    refused ? Summary.Severity.critical : Summary.Severity.info,
                    (refused ? "Limit reached: " : "Beyond the included quantity: ") + name(meter),
                    refused
                            ? "Further usage is refused until the period ends or the plan changes."
                            : "Further usage is charged as overage.",
                    null,
                    now));
        }
        if (nearLimit(meter)) {
            return Optional.of(new Summary.Alert(
                    "soft-limit-" + meter.meter(),
                    Summary.Severity.warning,
                    "Close to the limit: " + name(meter),
                    percent(meter) + " % of the included quantity is used.",
                    null,
                    now));
        }
        return Optional.empty();
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
                        "See its log: ./suite logs " + service);
            case unknown -> unknown("service-" + service, title, weight, "It has not been looked at yet.");
        };
    }

    private static OverviewCheck subscription(Facts facts) {
        String title = "The organization has a live subscription";
        if (facts.subscription().isPresent()) {
            Summary.Subscription subscription = facts.subscription().get();
            return passed(
                    "subscription",
                    title,
                    OverviewCheck.Weight.high,
                    subscription.planName() + ", " + subscription.status().toLowerCase(Locale.ROOT) + ".");
        }
        return facts.subscriptionKnown()
                ? failed(
                        "subscription",
                        title,
                        OverviewCheck.Weight.high,
                        "Without one all usage is refused.",
                        null,
                        "Choose a plan: POST /api/billing/subscriptions")
                : unknown("subscription", title, OverviewCheck.Weight.high, "Billing has not said.");
    }

    private static OverviewCheck withinHardLimits(Facts facts) {
        return meters(
                facts,
                "hard-limits",
                "No usage is refused",
                OverviewCheck.Weight.high,
                meter -> meter.behaviour().equals("BLOCK") && reached(meter),
                "These meters have reached a limit that blocks.",
                "Move to a larger plan, or wait for the next period.");
    }

    private static OverviewCheck belowSoftLimits(Facts facts) {
        return meters(
                facts,
                "soft-limits",
                "Usage stays below the warning marks",
                OverviewCheck.Weight.medium,
                meter -> nearLimit(meter) || reached(meter),
                "These meters are close to or beyond what is included.",
                "Compare the plans: GET /api/billing/plans");
    }

    private static OverviewCheck meters(
            Facts facts,
            String id,
            String title,
            OverviewCheck.Weight weight,
            Predicate<Summary.MeterUsage> bad,
            String reason,
            String remedy) {
        if (facts.usage().isEmpty()) {
            return unknown(id, title, weight, "Billing has not said.");
        }
        List<String> found = facts.usage().get().meters().stream()
                .filter(bad)
                .map(meter -> meter.meter() + " " + percent(meter) + " %")
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
                        "If usage is being sent, see the log: ./suite logs reporting");
    }

    private static OverviewCheck secondOwner(Facts facts) {
        String title = "More than one owner";
        if (facts.owners().isEmpty()) {
            return unknown("second-owner", title, OverviewCheck.Weight.low, "The members are not visible to you.");
        }
        int owners = facts.owners().get();
        return owners >= 2
                ? passed("second-owner", title, OverviewCheck.Weight.low, owners + " owners.")
                : failed(
                        "second-owner",
                        title,
                        OverviewCheck.Weight.low,
                        "If the only owner leaves, nobody can manage the organization.",
                        owners + " owner",
                        "Make another member an owner.");
    }

    private static boolean reached(Summary.MeterUsage meter) {
        long limit = meter.limit() == null ? meter.included() : meter.limit();
        return meter.used() >= limit;
    }

    private static boolean nearLimit(Summary.MeterUsage meter) {
        return !reached(meter) && meter.softLimit() != null && meter.used() >= meter.softLimit();
    }

    /** Used in percent of what is included, rounded down; 100 when nothing is included. */
    private static long percent(Summary.MeterUsage meter) {
        return meter.included() <= 0
                ? 100
                : Math.multiplyHigh(meter.used(), 100) != 0 ? Long.MAX_VALUE : meter.used() * 100 / meter.included();
    }

    /** "ai_requests" as "AI requests". */
    private static String name(Summary.MeterUsage meter) {
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
            @org.jspecify.annotations.Nullable String evidence,
            String remedy) {
        return new OverviewCheck(id, title, weight, OverviewCheck.Status.fail, reason, evidence, remedy);
    }

    private static OverviewCheck unknown(String id, String title, OverviewCheck.Weight weight, String reason) {
        return new OverviewCheck(id, title, weight, OverviewCheck.Status.unknown, reason, null, null);
    }
}
