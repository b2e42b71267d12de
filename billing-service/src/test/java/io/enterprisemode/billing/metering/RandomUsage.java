package io.enterprisemode.billing.metering;

import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A random sequence of what may happen to the usage of a few organizations: batches that are written together, from
 * plain ones to such as are refused in every way, imports of older usage, quantities that are held, and subscriptions
 * that are suspended. The same seed gives the same sequence.
 */
final class RandomUsage {

    static final int ORGANIZATIONS = 3;
    static final int REPLICAS = 2;
    static final List<UUID> WORKSPACES = List.of(new UUID(7, 1), new UUID(7, 2), new UUID(7, 3));

    private static final UUID UNKNOWN_WORKSPACE = new UUID(7, 99);
    private static final int LARGEST_QUANTITY = 12;

    /** Something that happens. */
    sealed interface Step {

        /**
         * Batches that are written together.
         *
         * @param backfill whether they are imported by the operator
         * @param replica which of the replicas writes them
         */
        record Write(int replica, Instant receivedAt, boolean backfill, List<Batch> batches) implements Step {}

        /** A quantity is held on the counters of a meter that are there. */
        record Hold(int organization, String meter, int quantity) implements Step {}

        /** What is held is held no longer. */
        record Release(int organization) implements Step {}

        /** The subscription gets another status. */
        record Change(int organization, SubscriptionStatus status) implements Step {}
    }

    /** Events of one organization. */
    record Batch(int organization, List<Map<String, Object>> events) {}

    /**
     * The meters of a sequence.
     *
     * @param plain summed up and far from any limit
     * @param others of all aggregations, grouped, and near a limit
     */
    record Meters(List<String> plain, List<String> others) {}

    private final Random random;
    private final Instant now;
    private final Meters meters;
    private final Map<Integer, List<Map<String, Object>>> sent = new HashMap<>();
    private int ids;

    private RandomUsage(long seed, Instant now, Meters meters) {
        this.random = new Random(seed);
        this.now = now;
        this.meters = meters;
    }

    /** As many steps, which happen at about this time. */
    static List<Step> steps(long seed, Instant now, Meters meters, int count) {
        RandomUsage usage = new RandomUsage(seed, now, meters);
        List<Step> steps = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            steps.add(usage.step(number));
        }
        return steps;
    }

    private Step step(int number) {
        int organization = random.nextInt(ORGANIZATIONS);
        int kind = random.nextInt(100);
        if (kind < 2) {
            return new Step.Hold(organization, any(meters.others()), 1 + random.nextInt(30));
        }
        if (kind < 4) {
            return new Step.Release(organization);
        }
        if (kind < 7) {
            return new Step.Change(organization, any(List.of(SubscriptionStatus.ACTIVE, SubscriptionStatus.SUSPENDED)));
        }
        if (kind < 12) {
            return new Step.Change(organization, SubscriptionStatus.ACTIVE);
        }
        boolean isBackfill = kind < 20;
        boolean isPlain = !isBackfill && kind < 65;
        List<Batch> batches = new ArrayList<>();
        int most = 1 + random.nextInt(4);
        for (int i = 0; i < most; i++) {
            batches.add(batch(random.nextInt(ORGANIZATIONS), isPlain));
        }
        return new Step.Write(random.nextInt(REPLICAS), now.plusMillis(number), isBackfill, batches);
    }

    private Batch batch(int organization, boolean isPlain) {
        List<Map<String, Object>> events = new ArrayList<>();
        int most = 1 + random.nextInt(5);
        for (int i = 0; i < most; i++) {
            Map<String, Object> event = isPlain ? plain() : event(organization);
            events.add(event);
            sent.computeIfAbsent(organization, none -> new ArrayList<>()).add(event);
        }
        return new Batch(organization, events);
    }

    private Map<String, Object> plain() {
        return event(
                any(meters.plain()),
                any(WORKSPACES),
                Duration.ofMinutes(random.nextInt(300)).negated());
    }

    private Map<String, Object> event(int organization) {
        List<Map<String, Object>> before = sent.getOrDefault(organization, List.of());
        if (!before.isEmpty() && random.nextInt(5) == 0) {
            Map<String, Object> again = any(before);
            return random.nextBoolean()
                    ? again
                    : with(again, "subject", any(WORKSPACES).toString());
        }
        Map<String, Object> event =
                event(random.nextBoolean() ? any(meters.others()) : any(meters.plain()), workspace(), distance());
        return switch (random.nextInt(40)) {
            case 0 -> with(event, "type", "nothing_of_the_kind");
            case 1 -> with(event, "data", Map.of("quantity", -1));
            case 2 -> with(event, "time", "yesterday");
            default -> event;
        };
    }

    private UUID workspace() {
        return random.nextInt(30) == 0 ? UNKNOWN_WORKSPACE : any(WORKSPACES);
    }

    /** Mostly within hours; also beyond a change of plan, in the period before, too late and too early. */
    private Duration distance() {
        return switch (random.nextInt(20)) {
            case 0 -> Duration.ofDays(36).negated();
            case 1 -> Duration.ofMinutes(10);
            case 2, 3 -> Duration.ofDays(20).negated();
            case 4, 5, 6 -> Duration.ofHours(20 + random.nextInt(20)).negated();
            default -> Duration.ofMinutes(random.nextInt(300)).negated();
        };
    }

    private Map<String, Object> event(String meter, UUID workspace, Duration distance) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("user", "user-" + random.nextInt(6));
        if (random.nextInt(4) != 0) {
            properties.put("region", any(List.of("eu", "us", "ap")));
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", "event-" + ids++);
        event.put("source", any(List.of("/one", "/other")));
        event.put("type", meter);
        event.put("subject", workspace.toString());
        event.put("time", now.plus(distance).toString());
        event.put("data", Map.of("quantity", random.nextInt(LARGEST_QUANTITY), "properties", properties));
        return event;
    }

    private static Map<String, Object> with(Map<String, Object> event, String attribute, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(event);
        changed.put(attribute, value);
        return changed;
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }
}
