package io.enterprisemode.billing.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.billing.money.SlowBilling;
import io.enterprisemode.billing.money.SlowBilling.Standing;
import io.enterprisemode.billing.money.SlowBillingCase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A random case of the form of {@code lifecycle.json}, without what is expected: operations that are permitted, and
 * usage on time, late and ahead, many of them exactly at bounds or just beside them. The same seed gives the same case.
 *
 * <p>No level (MAX) is said ahead of a change: where a producer's clock is ahead, the service lets it hold in the part
 * before the change, too.
 */
final class RandomLife {

    private static final Duration LATEST = Duration.ofDays(35);
    private static final int LARGEST_LEAD_SECONDS = 300;
    private static final List<String> CODES = List.of("free", "basic", "flat", "large");
    private static final List<String> METERS = List.of("emails", "contacts");

    private final Random random;
    private final ObjectNode life = JsonNodeFactory.instance.objectNode();
    private final Duration grace;

    private RandomLife(long seed) {
        this.random = new Random(seed);
        this.grace = Duration.ofSeconds(one(3600L, 3600L, 3600L, 0L, 86_400L, 259_200L, 1_728_000L, 3_456_000L));
    }

    /** A case of this seed. */
    static ObjectNode of(long seed) {
        return new RandomLife(seed).made();
    }

    /** Whether its operations are permitted ones: something is left out of a case. */
    static boolean isPermitted(JsonNode input) {
        List<JsonNode> operations = new ArrayList<>();
        input.path("operations").forEach(operations::add);
        for (int i = 0; i < operations.size(); i++) {
            ObjectNode before = input.deepCopy();
            before.putArray("operations").addAll(operations.subList(0, i));
            before.put("until", operations.get(i).path("at").asText());
            if (!isPermitted(standing(before), operations.get(i))) {
                return false;
            }
        }
        return !operations.isEmpty();
    }

    private static boolean isPermitted(@Nullable Standing standing, JsonNode operation) {
        boolean lives = standing != null && !standing.status().equals("CANCELED");
        return switch (operation.path("op").asText()) {
            case "subscribe" -> !lives;
            case "undo" -> standing != null && lives && (standing.pendingPlan() != null || standing.cancelAt() != null);
            case "change" ->
                standing != null
                        && lives
                        && (!operation.path("plan").asText().equals(standing.plan())
                                || (operation.has("interval")
                                        && !operation
                                                .path("interval")
                                                .asText()
                                                .equals(standing.months() == 1 ? "month" : "year")));
            default -> lives;
        };
    }

    private static @Nullable Standing standing(JsonNode input) {
        return input.path("operations").isEmpty() ? null : billing(input).standing();
    }

    private static SlowBilling billing(JsonNode input) {
        return new SlowBilling(SlowBillingCase.input(input));
    }

    private ObjectNode made() {
        String currency = one("USD", "USD", "JPY", "KWD");
        life.put("currency", currency);
        life.put("taxRate", one("0", "0.2", "0.0725", "0.19"));
        life.put("graceSeconds", grace.toSeconds());
        plans(currency, life.putObject("plans"));
        life.putArray("operations");
        life.putArray("usage");
        Instant first = start();
        Instant at = first;
        int operations = 1 + random.nextInt(8);
        for (int i = 0; i < operations; i++) {
            operate(at);
            at = i + 1 < operations ? next(at) : at;
        }
        if (random.nextInt(4) == 0) {
            end(at);
        }
        Instant last = use(first, at);
        Instant until = (last.isAfter(at) ? last : at).plus(Duration.ofSeconds(random.nextInt(10_000_000)));
        life.put("until", until.toString());
        return life;
    }

    private Instant start() {
        LocalDate day = one(
                LocalDate.of(2025, 1, 31),
                LocalDate.of(2025, 1, 30),
                LocalDate.of(2024, 2, 29),
                LocalDate.of(2024, 12, 31),
                LocalDate.of(2025, 3, 31),
                LocalDate.of(2025, 4, 30),
                LocalDate.of(2025, 1, 1).plusDays(random.nextInt(365)),
                LocalDate.of(2025, 1, 1).plusDays(random.nextInt(365)));
        LocalTime time =
                one(LocalTime.MIDNIGHT, LocalTime.of(23, 59, 59), LocalTime.ofSecondOfDay(random.nextInt(86_400)));
        return day.atTime(time).toInstant(ZoneOffset.UTC);
    }

    /** The same plans for each currency, so that they are published once. */
    private static void plans(String currency, ObjectNode plans) {
        switch (currency) {
            case "JPY" -> {
                plan(plans.putObject("basic"), 480, 4_999, "0.7", "3");
                plan(plans.putObject("flat"), 480, 5_760, null, "12.5");
                plan(plans.putObject("large"), 3_333, 33_333, "0.05", null);
            }
            case "KWD" -> {
                plan(plans.putObject("basic"), 1_234, 12_345, "0.00125", "0.0305");
                plan(plans.putObject("flat"), 1_234, 14_808, null, "0.1");
                plan(plans.putObject("large"), 9_999, 99_991, "0.0004", null);
            }
            default -> {
                plan(plans.putObject("basic"), 2_900, 29_000, "0.0033", "0.05");
                plan(plans.putObject("flat"), 2_900, 34_800, null, "0.125");
                plan(plans.putObject("large"), 9_999, 99_997, "0.001", null);
            }
        }
        plan(plans.putObject("free"), 0, 0, null, null);
    }

    /** Dearer plans include more. */
    private static void plan(
            ObjectNode plan, long monthly, long yearly, @Nullable String perEmail, @Nullable String perContact) {
        plan.put("monthlyMinor", monthly);
        plan.put("yearlyMinor", yearly);
        ObjectNode meters = plan.putObject("meters");
        meters.putObject("emails")
                .put("aggregation", "SUM")
                .put("included", monthly / 3)
                .put("unitPrice", perEmail);
        meters.putObject("contacts")
                .put("aggregation", "MAX")
                .put("included", monthly / 50)
                .put("unitPrice", perContact);
    }

    private Instant next(Instant at) {
        SortedSet<Instant> bounds = bounds(at.plus(Duration.ofDays(400)));
        bounds.removeIf(bound -> !bound.isAfter(at));
        List<Instant> coming = bounds.stream().limit(3).toList();
        Instant bound = coming.isEmpty() ? at.plus(grace) : coming.get(random.nextInt(coming.size()));
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> at;
            case 3 -> at.plusSeconds(1);
            case 4, 5, 6 -> bound;
            case 7 -> bound.minusSeconds(1);
            case 8 -> bound.plus(grace);
            case 9 -> bound.plus(grace.dividedBy(2)).plusSeconds(1);
            case 10 -> at.plus(Duration.ofDays(random.nextInt(250)));
            default -> at.plusSeconds(random.nextInt(4_000_000));
        };
    }

    private SortedSet<Instant> bounds(Instant until) {
        life.put("until", until.toString());
        return billing(life).bounds();
    }

    private void operate(Instant at) {
        life.put("until", at.toString());
        Standing standing = standing(life);
        ObjectNode operation = wanted(standing);
        while (!isPermitted(standing, operation)) {
            operation = wanted(standing);
        }
        add(operation, at);
    }

    private void add(ObjectNode operation, Instant at) {
        operation.put("at", at.toString());
        life.withArray("operations").add(operation);
    }

    private ObjectNode wanted(@Nullable Standing standing) {
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        if (standing == null || standing.status().equals("CANCELED")) {
            return operation
                    .put("op", "subscribe")
                    .put("plan", one("free", "basic", "basic", "flat", "large"))
                    .put("interval", one("month", "month", "year"))
                    .put("trialDays", one(0, 0, 0, 1, 14, 30));
        }
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4, 5, 6 -> {
                operation.put("op", "change").put("plan", CODES.get(random.nextInt(CODES.size())));
                if (random.nextInt(3) == 0) {
                    operation.put("interval", one("month", "year"));
                }
                yield operation.put("when", one("now", "now", "periodEnd"));
            }
            case 7 -> operation.put("op", "cancel").put("when", "periodEnd").put("credit", false);
            case 8 -> operation.put("op", "cancel").put("when", "now").put("credit", random.nextBoolean());
            default -> operation.put("op", "undo");
        };
    }

    /** Ends the subscription, so that everything is billed in time. */
    private void end(Instant at) {
        life.put("until", at.toString());
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("op", "cancel").put("when", one("now", "periodEnd")).put("credit", false);
        if (isPermitted(standing(life), operation)) {
            add(operation, at);
        }
    }

    /** Whether it is refused, as there is no subscription for times to come, or it is to end before. */
    private boolean isAheadOfAnEnd(Instant time, Instant receivedAt) {
        if (!time.isAfter(receivedAt)) {
            return false;
        }
        ObjectNode known = life.deepCopy();
        known.put("until", receivedAt.toString());
        ArrayNode operations = known.putArray("operations");
        life.path("operations").forEach(operation -> {
            if (!Instant.parse(operation.path("at").asText()).isAfter(receivedAt)) {
                operations.add(operation);
            }
        });
        Standing standing = standing(known);
        return standing == null
                || standing.status().equals("CANCELED")
                || (standing.cancelAt() != null && !standing.cancelAt().isAfter(time));
    }

    /** Answers when the last of it was received. */
    private Instant use(Instant first, Instant lastOperation) {
        Instant end = lastOperation.plus(Duration.ofDays(random.nextInt(80)));
        List<Instant> edges = new ArrayList<>(bounds(end));
        life.path("operations")
                .forEach(operation ->
                        edges.add(Instant.parse(operation.path("at").asText())));
        record Event(Instant time, Instant receivedAt, String meter, long quantity) {}
        List<Event> events = new ArrayList<>();
        int count = random.nextInt(16);
        for (int i = 0; i < count; i++) {
            Instant edge = edges.get(random.nextInt(edges.size()));
            Instant time =
                    switch (random.nextInt(8)) {
                        case 0, 1 -> edge;
                        case 2 -> edge.minusSeconds(1);
                        case 3 -> events.isEmpty() ? edge : events.getLast().time();
                        default ->
                            first.plusSeconds(
                                    random.nextLong(Duration.between(first, end).toSeconds() + 1));
                    };
            Instant receivedAt =
                    switch (random.nextInt(8)) {
                        case 0 -> time.plusSeconds(random.nextInt(3_024_001));
                        case 1 -> time.plus(LATEST);
                        case 2 -> edge.plus(grace).plusSeconds(random.nextInt(3) - 1);
                        case 3 -> edge;
                        case 4 -> time.minusSeconds(random.nextInt(LARGEST_LEAD_SECONDS + 1));
                        case 5 -> time;
                        default -> time.plusSeconds(random.nextInt(100_000));
                    };
            boolean isAccepted = !time.isBefore(first)
                    && !receivedAt.isBefore(first)
                    && !receivedAt.isAfter(time.plus(LATEST))
                    && !time.isAfter(receivedAt.plusSeconds(LARGEST_LEAD_SECONDS));
            String meter = METERS.get(random.nextInt(METERS.size()));
            boolean saysLevelOfLaterPart = meter.equals("contacts")
                    && edges.stream().anyMatch(other -> receivedAt.isBefore(other) && !other.isAfter(time));
            if (isAccepted && !saysLevelOfLaterPart && !isAheadOfAnEnd(time, receivedAt)) {
                events.add(new Event(time, receivedAt, meter, quantity(meter)));
            }
        }
        events.sort(Comparator.comparing(Event::time).thenComparing(Event::receivedAt));
        for (Event event : events) {
            life.withArray("usage")
                    .addObject()
                    .put("meter", event.meter())
                    .put("quantity", event.quantity())
                    .put("time", event.time().toString())
                    .put("receivedAt", event.receivedAt().toString());
        }
        return events.stream()
                .map(Event::receivedAt)
                .max(Comparator.naturalOrder())
                .orElse(first);
    }

    /** From nothing to some times what plans include. */
    private long quantity(String meter) {
        int scale = meter.equals("emails") ? 4_000 : 250;
        return switch (random.nextInt(8)) {
            case 0 -> random.nextInt(3);
            case 1 -> 1_000_000_000L + random.nextInt(1_000);
            default -> random.nextInt(scale);
        };
    }

    @SafeVarargs
    private <T> T one(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
