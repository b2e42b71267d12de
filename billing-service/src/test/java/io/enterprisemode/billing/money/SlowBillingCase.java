package io.enterprisemode.billing.money;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.money.SlowBilling.Document;
import io.enterprisemode.billing.money.SlowBilling.Input;
import io.enterprisemode.billing.money.SlowBilling.Kind;
import io.enterprisemode.billing.money.SlowBilling.Line;
import io.enterprisemode.billing.money.SlowBilling.Meter;
import io.enterprisemode.billing.money.SlowBilling.Operation;
import io.enterprisemode.billing.money.SlowBilling.Plan;
import io.enterprisemode.billing.money.SlowBilling.Standing;
import io.enterprisemode.billing.money.SlowBilling.Usage;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link SlowBilling} of a case of the form of {@code lifecycle.json}. */
public final class SlowBillingCase {

    private static final Map<String, Integer> DECIMALS =
            Map.of("USD", 2, "EUR", 2, "JPY", 0, "KRW", 0, "KWD", 3, "BHD", 3);

    private SlowBillingCase() {}

    /** What such a case gives. */
    public static Input input(JsonNode input) {
        Map<String, Plan> plans = new HashMap<>();
        input.path("plans").properties().forEach(plan -> plans.put(plan.getKey(), plan(plan.getValue())));
        List<Operation> operations = new ArrayList<>();
        input.path("operations").forEach(operation -> operations.add(operation(operation)));
        List<Usage> usage = new ArrayList<>();
        input.path("usage")
                .forEach(event -> usage.add(new Usage(
                        event.path("meter").asText(),
                        event.path("quantity").longValue(),
                        at(event, "time"),
                        at(event, "receivedAt"))));
        Integer decimals = DECIMALS.get(input.path("currency").asText());
        if (decimals == null) {
            throw new IllegalArgumentException("unknown currency in " + input);
        }
        return new Input(
                decimals,
                new BigDecimal(input.path("taxRate").asText()),
                Duration.ofSeconds(input.path("graceSeconds").longValue()),
                plans,
                operations,
                usage,
                at(input, "until"));
    }

    /** What such a case expects. */
    public static JsonNode expected(SlowBilling billing) {
        Standing standing = billing.standing();
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        expected.put(
                "documents",
                billing.documents().stream().map(SlowBillingCase::document).toList());
        expected.put("status", standing.status());
        expected.put("plan", standing.plan());
        expected.put("interval", standing.months() == 1 ? "month" : "year");
        expected.put("pendingPlan", standing.pendingPlan());
        Instant cancelAt = standing.cancelAt();
        expected.put("cancelAt", cancelAt == null ? null : cancelAt.toString());
        expected.put("customerCreditMinor", billing.customerCreditMinor());
        return GoldenCases.tree(expected);
    }

    private static Plan plan(JsonNode plan) {
        Map<String, Meter> meters = new HashMap<>();
        plan.path("meters")
                .properties()
                .forEach(meter -> meters.put(
                        meter.getKey(),
                        new Meter(
                                meter.getValue().path("aggregation").asText().equals("MAX"),
                                meter.getValue().path("included").longValue(),
                                meter.getValue().path("unitPrice").isNull()
                                        ? null
                                        : new BigDecimal(meter.getValue()
                                                .path("unitPrice")
                                                .asText()))));
        return new Plan(
                plan.path("monthlyMinor").longValue(), plan.path("yearlyMinor").longValue(), meters);
    }

    private static Operation operation(JsonNode operation) {
        return new Operation(
                Kind.valueOf(operation.path("op").asText().toUpperCase(Locale.ROOT)),
                at(operation, "at"),
                operation.path("plan").isTextual() ? operation.path("plan").asText() : null,
                operation.path("interval").isTextual()
                        ? (operation.path("interval").asText().equals("month") ? 1 : 12)
                        : null,
                operation.path("trialDays").intValue(),
                operation.path("when").asText().equals("now"),
                operation.path("credit").booleanValue());
    }

    private static Map<String, @Nullable Object> document(Document document) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("type", document.isInvoice() ? "INVOICE" : "CREDIT_NOTE");
        shown.put("at", document.at().toString());
        shown.put("lines", document.lines().stream().map(SlowBillingCase::line).toList());
        shown.put("netMinor", document.netMinor());
        shown.put("taxMinor", document.taxMinor());
        shown.put("totalMinor", document.totalMinor());
        shown.put("creditAppliedMinor", document.creditAppliedMinor());
        shown.put("dueMinor", document.isInvoice() ? document.totalMinor() - document.creditAppliedMinor() : 0);
        return shown;
    }

    private static Map<String, @Nullable Object> line(Line line) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("kind", line.kind().name());
        shown.put("plan", line.plan());
        shown.put("meter", line.meter());
        shown.put("start", line.start().toString());
        shown.put("end", line.end().toString());
        shown.put("quantity", line.quantity());
        shown.put("amountMinor", line.amountMinor());
        return shown;
    }

    private static Instant at(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
