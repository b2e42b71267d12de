package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.rating.UsageAggregation;
import io.enterprisemode.billing.rating.UsageFact;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PlanSpan;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.SubscriptionState;
import io.enterprisemode.billing.subscription.SubscriptionTransitions;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Due;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Outcome;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One organization in memory: the rules that bill, with usage given as events and every amount paid at once. */
final class LifecycleWorld {

    private static final int VERSION = 1;

    /** A line as a case shows it. */
    record ShownLine(
            String kind,
            String plan,
            @Nullable String meter,
            String start,
            String end,
            @Nullable Long quantity,
            long amountMinor) {}

    /** A document as a case shows it. */
    record ShownDocument(
            String type,
            String at,
            List<ShownLine> lines,
            long netMinor,
            long taxMinor,
            long totalMinor,
            long creditAppliedMinor,
            long dueMinor) {}

    private record Meter(Aggregation aggregation, Allowance allowance) {}

    private record Plan(long monthlyMinor, long yearlyMinor, Map<String, Meter> meters) {}

    private record Usage(String meter, UsageFact event) {}

    /** A subscription with what was billed of it. */
    private static final class Subscribed {

        private SubscriptionState state;
        private final List<PlanSpan> spans = new ArrayList<>();
        private final List<UsagePeriod> billed = new ArrayList<>();
        private final Map<UsagePeriod, Map<String, Charged>> charged = new HashMap<>();

        private Subscribed(SubscriptionState state) {
            this.state = state;
        }
    }

    private final Map<String, Plan> plans = new HashMap<>();
    private final Map<String, Aggregation> meters = new TreeMap<>();
    private final List<Usage> usage = new ArrayList<>();
    private final String currency;
    private final BigDecimal taxRate;
    private final SubscriptionTransitions transitions;
    private final List<Subscribed> subscriptions = new ArrayList<>();
    private final List<ShownDocument> documents = new ArrayList<>();
    private long creditMinor;

    LifecycleWorld(JsonNode input) {
        currency = input.path("currency").asText();
        taxRate = new BigDecimal(input.path("taxRate").asText());
        input.path("plans").properties().forEach(plan -> plans.put(plan.getKey(), plan(plan.getValue())));
        plans.values().forEach(plan -> plan.meters().forEach((name, meter) -> meters.put(name, meter.aggregation())));
        int number = 0;
        for (JsonNode each : input.path("usage")) {
            usage.add(new Usage(
                    each.path("meter").asText(),
                    new UsageFact(
                            "/golden",
                            String.valueOf(number++),
                            "workspace",
                            instant(each.path("time")),
                            instant(each.path("receivedAt")),
                            each.path("quantity").longValue(),
                            null)));
        }
        transitions = new SubscriptionTransitions(
                (key, interval) -> interval == BillingInterval.MONTH
                        ? plan(key).monthlyMinor()
                        : plan(key).yearlyMinor(),
                Duration.ofSeconds(input.path("graceSeconds").longValue()));
    }

    private Plan plan(JsonNode node) {
        Map<String, Meter> meters = new LinkedHashMap<>();
        node.path("meters")
                .properties()
                .forEach(meter -> meters.put(
                        meter.getKey(),
                        new Meter(
                                Aggregation.valueOf(
                                        meter.getValue().path("aggregation").asText()),
                                allowance(meter.getKey(), meter.getValue()))));
        return new Plan(
                node.path("monthlyMinor").longValue(), node.path("yearlyMinor").longValue(), meters);
    }

    private Allowance allowance(String meter, JsonNode node) {
        BigDecimal unitPrice = node.path("unitPrice").isNull()
                ? null
                : new BigDecimal(node.path("unitPrice").asText());
        return new Allowance(
                meter,
                node.path("included").longValue(),
                unitPrice == null ? LimitBehaviour.WARN : LimitBehaviour.OVERAGE,
                80,
                null,
                UnitPrices.of(currency, unitPrice));
    }

    private Plan plan(PlanKey key) {
        return Optional.ofNullable(plans.get(key.plan())).orElseThrow();
    }

    /** Does the operations of a case, and what is due until its end. */
    void run(JsonNode input) {
        for (JsonNode operation : input.path("operations")) {
            Instant at = instant(operation.path("at"));
            proceed(due -> due.isBeforeOperation(at));
            operate(operation, at);
        }
        Instant until = instant(input.path("until"));
        proceed(due -> !due.at().isAfter(until));
    }

    private void operate(JsonNode operation, Instant at) {
        String op = operation.path("op").asText();
        if (op.equals("subscribe")) {
            Outcome outcome = transitions.subscribe(
                    at,
                    key(operation),
                    interval(operation, BillingInterval.MONTH),
                    operation.path("trialDays").intValue());
            Subscribed made = new Subscribed(outcome.state());
            subscriptions.add(made);
            apply(made, outcome);
            return;
        }
        Subscribed subscribed = subscriptions.getLast();
        SubscriptionState state = subscribed.state;
        boolean isNow = operation.path("when").asText().equals("now");
        Outcome outcome =
                switch (op) {
                    case "change" ->
                        isNow
                                ? transitions.changeNow(
                                        state, at, key(operation), interval(operation, state.interval()))
                                : transitions.changeAtPeriodEnd(
                                        state, at, key(operation), interval(operation, state.interval()));
                    case "cancel" ->
                        isNow
                                ? transitions.cancelNow(
                                        state, at, operation.path("credit").booleanValue())
                                : transitions.cancelAtPeriodEnd(state);
                    case "undo" -> transitions.undo(state);
                    default -> throw new IllegalArgumentException(op);
                };
        apply(subscribed, outcome);
    }

    private void proceed(Predicate<Due> isDue) {
        while (true) {
            Optional<Subscribed> next = subscriptions.stream()
                    .filter(each -> transitions.next(each.state).filter(isDue).isPresent())
                    .min(Comparator.comparing((Subscribed each) -> due(each).at())
                            .thenComparing(each -> due(each).isFinalizing()));
            if (next.isEmpty()) {
                return;
            }
            Subscribed subscribed = next.get();
            apply(
                    subscribed,
                    transitions.proceed(subscribed.state, due(subscribed).at()));
        }
    }

    private Due due(Subscribed subscribed) {
        return transitions.next(subscribed.state).orElseThrow();
    }

    private void apply(Subscribed subscribed, Outcome outcome) {
        subscribed.state = outcome.state();
        for (Effect effect : outcome.effects()) {
            switch (effect) {
                case Effect.PlanStarts(Instant at, PlanKey plan) -> {
                    subscribed.spans.removeIf(span -> span.startsAt().equals(at));
                    subscribed.spans.add(new PlanSpan(plan.plan(), plan.version(), at));
                }
                case Effect.Ends ends -> {}
                case Effect.Issue(Instant at, List<PriceLine> lines) ->
                    issue(at, lines.stream().map(LifecycleWorld::shown).toList());
                case Effect.FinalizeDraft(Instant at, OpenDraft draft) -> {
                    PriceLine fee = draft.fee();
                    List<ShownLine> lines = new ArrayList<>();
                    if (fee != null) {
                        lines.add(shown(fee));
                    }
                    lines.addAll(lines(subscribed, LineKind.OVERAGE, draft.period(), at));
                    lines.addAll(adjustments(subscribed, at));
                    subscribed.billed.add(draft.period());
                    issue(at, lines);
                }
                case Effect.IssueLast(Instant at) -> issue(at, adjustments(subscribed, at));
            }
        }
    }

    private List<ShownLine> adjustments(Subscribed subscribed, Instant at) {
        List<ShownLine> lines = new ArrayList<>();
        for (UsagePeriod period : subscribed.billed) {
            lines.addAll(lines(subscribed, LineKind.ADJUSTMENT, period, at));
        }
        return lines;
    }

    private List<ShownLine> lines(Subscribed subscribed, LineKind kind, UsagePeriod period, Instant at) {
        Map<String, Charged> charged = subscribed.charged.computeIfAbsent(period, made -> new HashMap<>());
        List<UsagePeriod.Part> parts = period.parts(subscribed.spans);
        Map<String, PeriodUsage> counted = new HashMap<>();
        meters.forEach((meter, aggregation) -> counted.put(
                meter,
                UsageAggregation.of(
                        aggregation,
                        parts.stream()
                                .map(part -> new UsageAggregation.Span(
                                        part.start(),
                                        part.end(),
                                        part.plan(),
                                        allowance(part.plan(), meter)
                                                .filter(Allowance::isCharged)
                                                .isPresent()))
                                .toList(),
                        usage.stream()
                                .filter(each -> each.meter().equals(meter)
                                        && each.event().receivedAt().isBefore(at))
                                .map(Usage::event)
                                .toList())));
        List<UsageLines.Line> lines = UsageLines.of(
                kind,
                new UsageLines.Counted(period, parts, counted, charged),
                List.copyOf(meters.keySet()),
                this::allowance,
                currency);
        lines.forEach(line -> charged.merge(line.meter(), line.now(), Charged::plus));
        return lines.stream().map(LifecycleWorld::shown).toList();
    }

    private Optional<Allowance> allowance(PlanKey key, String meter) {
        return Optional.ofNullable(plan(key).meters().get(meter)).map(Meter::allowance);
    }

    private void issue(Instant at, List<ShownLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        DocumentTotals totals =
                DocumentTotals.of(lines.stream().map(ShownLine::amountMinor).toList(), taxRate);
        long applied = totals.isCreditNote() ? 0 : Math.min(creditMinor, totals.totalMinor());
        creditMinor -= totals.isCreditNote() ? totals.totalMinor() : applied;
        documents.add(new ShownDocument(
                totals.isCreditNote() ? "CREDIT_NOTE" : "INVOICE",
                at.toString(),
                lines.stream()
                        .sorted(Comparator.comparingInt(
                                        (ShownLine line) -> List.of("CREDIT", "FEE", "USAGE", "ADJUSTMENT")
                                                .indexOf(line.kind()))
                                .thenComparing(ShownLine::start)
                                .thenComparing(line -> line.meter() == null ? "" : line.meter()))
                        .toList(),
                totals.netMinor(),
                totals.taxMinor(),
                totals.totalMinor(),
                applied,
                totals.isCreditNote() ? 0 : totals.totalMinor() - applied));
    }

    /** What a case expects. */
    Map<String, @Nullable Object> shown() {
        SubscriptionState state = subscriptions.getLast().state;
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("documents", documents);
        shown.put("status", state.status());
        shown.put("plan", state.plan().plan());
        shown.put("interval", state.interval() == BillingInterval.MONTH ? "month" : "year");
        shown.put(
                "pendingPlan",
                state.waiting() instanceof SubscriptionState.Waiting.Change change
                        ? change.plan().plan()
                        : null);
        shown.put(
                "cancelAt",
                state.waiting() instanceof SubscriptionState.Waiting.Cancellation
                        ? state.waitsUntil().toString()
                        : null);
        shown.put("customerCreditMinor", creditMinor);
        return shown;
    }

    private static ShownLine shown(PriceLine line) {
        return new ShownLine(
                line.kind() == LineKind.CREDIT ? "CREDIT" : "FEE",
                line.plan().plan(),
                null,
                line.start().toString(),
                line.end().toString(),
                null,
                line.amountMinor());
    }

    private static ShownLine shown(UsageLines.Line line) {
        return new ShownLine(
                line.kind() == LineKind.OVERAGE ? "USAGE" : "ADJUSTMENT",
                line.plan().plan(),
                line.meter(),
                line.period().start().toString(),
                line.period().end().toString(),
                line.now().quantity(),
                line.now().amountMinor());
    }

    private static PlanKey key(JsonNode operation) {
        return new PlanKey(operation.path("plan").asText(), VERSION);
    }

    private static BillingInterval interval(JsonNode operation, BillingInterval otherwise) {
        return switch (operation.path("interval").asText()) {
            case "month" -> BillingInterval.MONTH;
            case "year" -> BillingInterval.YEAR;
            default -> otherwise;
        };
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
