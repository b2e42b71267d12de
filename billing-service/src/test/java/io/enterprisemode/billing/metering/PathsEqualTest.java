package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.metering.RandomUsage.Batch;
import io.enterprisemode.billing.metering.RandomUsage.Meters;
import io.enterprisemode.billing.metering.RandomUsage.Step;
import io.enterprisemode.billing.metering.TestReplicas.Replica;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.PlanSpan;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.web.access.Reach;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The fast path and the full path do the same with any usage: random sequences are written to two sets of
 * organizations, to one over the fast path wherever it takes the usage, to the other over the full path only. All
 * results, rows and events are the same.
 *
 * <p>{@code -Dusage.seed} repeats a sequence, {@code -Dusage.seconds} says for how long new ones are tried.
 */
@QuarkusTest
@WithSuite("billing")
class PathsEqualTest {

    private static final Logger LOG = Logger.getLogger(PathsEqualTest.class);
    private static final int STEPS = 120;
    private static final long SECONDS = 15;

    /** Everything the paths write; what is the publisher's is compared by what it has published. */
    private static final List<String> TABLES = List.of(
            "usage_event",
            "usage_period",
            "usage_period_workspace",
            "usage_period_value",
            "usage_hour",
            "usage_hour_value",
            "usage_hour_property",
            "usage_reservation");

    private static final String EVENTS = """
            select topic || ' ' || type || ' ' || (payload::jsonb - 'id' - 'time')::text
              from outbox_event where org_id = ? order by sequence""";

    private static final String HOURS = """
            select m.code || ' ' || extract(epoch from h.hour)::bigint || ' ' || h.workspace_id || ' '
                   || h.revision || ' ' || h.quantity
              from usage_hour h join meter m on m.id = h.meter_id where h.org_id = ?""";

    private static final String HOLD = """
            insert into usage_reservation (org_id, id, meter_id, period_start, workspace_id, quantity, state,
                reserved_at, expires_at)
            select p.org_id, gen_random_uuid(), p.meter_id, p.period_start, ?, ?, 'HELD', ?, ?
              from usage_period p join meter m on m.id = p.meter_id
             where p.org_id = ? and m.code = ?""";

    private static final String NOTE_HELD = """
            update usage_period set reserved_until = ?
             where org_id = ? and meter_id = (select id from meter where code = ?)""";

    @Inject
    TestReplicas replicas;

    @Inject
    PlanCatalogue catalogue;

    @Inject
    ObjectMapper json;

    /** Organizations with the replicas that write to them. */
    private record Side(List<StoredOrganization> organizations, List<Replica> writers) {}

    @Test
    void randomUsageIsWrittenTheSameByBothPaths() {
        long seed = Long.getLong("usage.seed", System.nanoTime());
        Instant end = Instant.now().plusSeconds(Long.getLong("usage.seconds", SECONDS));
        Meters meters = new Meters(
                List.of(BillingApi.meter("SUM", null), BillingApi.meter("COUNT", null), BillingApi.meter("SUM", null)),
                List.of(
                        BillingApi.meter("SUM", null),
                        BillingApi.meter("COUNT", null),
                        BillingApi.meter("SUM", null, "region"),
                        BillingApi.meter("MAX", null),
                        BillingApi.meter("LATEST", null, "region"),
                        BillingApi.meter("UNIQUE_COUNT", "user")));
        int plan = StoredOrganization.publish("USD", allowances(meters, 40));
        int larger = StoredOrganization.publish("USD", allowances(meters, 90));
        long fast = 0;
        int sequences = 0;
        do {
            LOG.infof("repeat this sequence with -Dusage.seed=%d", seed + sequences);
            fast += compare(seed + sequences, meters, plan, larger);
            sequences++;
        } while (Instant.now().isBefore(end));
        LOG.infof("%d sequences, %d transactions over the fast path, no difference", sequences, fast);
        assertThat(fast).isGreaterThan(10L * sequences);
    }

    /** The third of the plain meters is none of the plan's. */
    private static List<Allowance> allowances(Meters meters, long included) {
        List<Allowance> allowances = new ArrayList<>();
        allowances.add(allowance(meters.plain().get(0), 1_000_000, LimitBehaviour.OVERAGE, null));
        allowances.add(allowance(meters.plain().get(1), 1_000_000, LimitBehaviour.BLOCK, null));
        allowances.add(allowance(meters.others().get(0), 5 * included, LimitBehaviour.BLOCK, null));
        allowances.add(allowance(meters.others().get(1), included, LimitBehaviour.OVERAGE, 2 * included));
        allowances.add(allowance(meters.others().get(2), 2 * included, LimitBehaviour.WARN, null));
        allowances.add(allowance(meters.others().get(3), included / 2, LimitBehaviour.BLOCK, null));
        allowances.add(allowance(meters.others().get(4), included / 2, LimitBehaviour.OVERAGE, included));
        allowances.add(allowance(meters.others().get(5), 4, LimitBehaviour.BLOCK, null));
        return allowances;
    }

    private static Allowance allowance(String meter, long included, LimitBehaviour behaviour, @Nullable Long cap) {
        return new Allowance(
                meter,
                included,
                behaviour,
                80,
                cap,
                UnitPrices.of("USD", behaviour == LimitBehaviour.OVERAGE ? BigDecimal.ONE : null));
    }

    /** Writes a sequence to both sides; answers how many transactions went over the fast path. */
    private long compare(long seed, Meters meters, int plan, int larger) {
        Catalogue present = catalogue.refreshed().await().atMost(TestReplicas.PATIENCE);
        Instant now = DatabaseTime.of(Instant.now());
        Side fast = side(now, plan, larger);
        Side full = side(now, plan, larger);
        try (TopicReader published = TopicReader.fromNow(Topics.BILLING_USAGE_RECORDED)) {
            int number = 0;
            for (Step step : RandomUsage.steps(seed, now, meters, STEPS)) {
                number++;
                if (step instanceof Step.Write write) {
                    assertThat(overFastPath(fast, write, present))
                            .as("results of step %d with -Dusage.seed=%d: %s", number, seed, write)
                            .isEqualTo(overFullPath(full, write, present));
                } else {
                    happen(fast, step, now);
                    happen(full, step, now);
                }
            }
            for (int i = 0; i < RandomUsage.ORGANIZATIONS; i++) {
                StoredOrganization one = fast.organizations().get(i);
                StoredOrganization other = full.organizations().get(i);
                for (String table : TABLES) {
                    assertThat(rows(table, one))
                            .as("%s of organization %d with -Dusage.seed=%d", table, i, seed)
                            .isEqualTo(rows(table, other));
                }
                assertThat(events(one))
                        .as("events of organization %d with -Dusage.seed=%d", i, seed)
                        .isEqualTo(events(other));
            }
            awaitPublished(published, fast);
            awaitPublished(published, full);
        }
        assertThat(full.writers()).allMatch(replica -> replica.fast() == 0);
        return fast.writers().stream().mapToLong(Replica::fast).sum();
    }

    /** One organization in its first plan, one that has changed it a day ago, one that is in its second period. */
    private Side side(Instant now, int plan, int larger) {
        Instant start = now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(10));
        Instant day = now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(1));
        PlanSpan first = new PlanSpan(StoredOrganization.PLAN, plan, start);
        return new Side(
                List.of(
                        StoredOrganization.with(RandomUsage.WORKSPACES, List.of(first)),
                        StoredOrganization.with(
                                RandomUsage.WORKSPACES,
                                List.of(first, new PlanSpan(StoredOrganization.PLAN, larger, day))),
                        StoredOrganization.with(
                                RandomUsage.WORKSPACES,
                                List.of(new PlanSpan(
                                        StoredOrganization.PLAN, larger, start.minus(Duration.ofDays(30)))))),
                IntStream.range(0, RandomUsage.REPLICAS)
                        .mapToObj(number -> replicas.replica())
                        .toList());
    }

    private List<List<UsageResult>> overFastPath(Side side, Step.Write write, Catalogue present) {
        return side.writers().get(write.replica()).together(batches(side, write, present));
    }

    private List<List<UsageResult>> overFullPath(Side side, Step.Write write, Catalogue present) {
        return side
                .writers()
                .get(write.replica())
                .writer()
                .fullWriting()
                .together(List.of(batches(side, write, present)))
                .await()
                .atMost(TestReplicas.PATIENCE)
                .stream()
                .map(Optional::orElseThrow)
                .toList();
    }

    private UsageBatch[] batches(Side side, Step.Write write, Catalogue present) {
        return write.batches().stream()
                .map(batch -> batch(side, write, batch, present))
                .toArray(UsageBatch[]::new);
    }

    private UsageBatch batch(Side side, Step.Write write, Batch batch, Catalogue present) {
        UsageEventReader reader = new UsageEventReader(present);
        return new UsageBatch(
                side.organizations().get(batch.organization()).id(),
                new Reach.WholeOrganization(),
                write.backfill(),
                write.receivedAt(),
                present,
                batch.events().stream()
                        .map(event -> reader.read(json.<JsonNode>valueToTree(event)))
                        .toList(),
                null);
    }

    private static void happen(Side side, Step step, Instant now) {
        switch (step) {
            case Step.Write write -> throw new IllegalArgumentException("written elsewhere: " + write);
            case Step.Hold hold -> hold(side.organizations().get(hold.organization()), hold, now);
            case Step.Release release ->
                StoredOrganization.update(
                        "update usage_reservation set state = 'RELEASED', settled_at = ? where org_id = ? "
                                + "and state = 'HELD'",
                        now,
                        side.organizations().get(release.organization()).id());
            case Step.Change change ->
                StoredOrganization.update(
                        "update subscription set status = ?, revision = revision + 1 where org_id = ?",
                        change.status().name(),
                        side.organizations().get(change.organization()).id());
        }
    }

    private static void hold(StoredOrganization organization, Step.Hold hold, Instant now) {
        Instant until = now.plus(Duration.ofHours(1));
        StoredOrganization.update(
                HOLD, RandomUsage.WORKSPACES.getFirst(), hold.quantity(), now, until, organization.id(), hold.meter());
        StoredOrganization.update(NOTE_HELD, until, organization.id(), hold.meter());
    }

    private static List<String> rows(String table, StoredOrganization organization) {
        return StoredOrganization.rows("""
                select (to_jsonb(t) - 'org_id' - 'id' - 'unpublished')::text as content from %s t where org_id = ?
                 order by content""".formatted(table), organization.id());
    }

    private static List<String> events(StoredOrganization organization) {
        return StoredOrganization.rows(EVENTS, organization.id()).stream()
                .map(event -> event.replace(organization.id().toString(), "organization"))
                .toList();
    }

    /** An hour that changes says so to the publisher: it publishes the last revision of each. */
    private static void awaitPublished(TopicReader published, Side side) {
        for (StoredOrganization organization : side.organizations()) {
            List<String> hours = StoredOrganization.rows(HOURS, organization.id());
            Awaitility.await("the last revision of each hour of " + organization.id())
                    .atMost(TestReplicas.PATIENCE)
                    .until(() -> published.records(record -> record.belongsTo(organization.id())).stream()
                            .map(record -> hour(record.json()))
                            .toList()
                            .containsAll(hours));
        }
    }

    private static String hour(JsonNode recorded) {
        return "%s %d %s %d %d"
                .formatted(
                        recorded.path("meter").asText(),
                        Instant.parse(recorded.path("hour").asText()).getEpochSecond(),
                        recorded.path("workspaceId").asText(),
                        recorded.path("revision").longValue(),
                        recorded.path("quantity").longValue());
    }
}
