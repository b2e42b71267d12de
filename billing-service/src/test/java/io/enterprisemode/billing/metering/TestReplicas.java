package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.PostgresOutages;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.web.access.Reach;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Writers of usage, each with what it believes of organizations, that stand for replicas of the service; and what they
 * write.
 */
@ApplicationScoped
public class TestReplicas {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WorkerTransactions transactions;
    private final LiveSubscription subscriptions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final PostgresOutages outages;
    private final MeteringConfiguration configuration;
    private final Vertx vertx;
    private final PlanCatalogue catalogue;
    private final ObjectMapper json;

    TestReplicas(
            WorkerTransactions transactions,
            LiveSubscription subscriptions,
            Outbox outbox,
            AuditTrail audit,
            PostgresOutages outages,
            MeteringConfiguration configuration,
            Vertx vertx,
            PlanCatalogue catalogue,
            ObjectMapper json) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.outbox = outbox;
        this.audit = audit;
        this.outages = outages;
        this.configuration = configuration;
        this.vertx = vertx;
        this.catalogue = catalogue;
        this.json = json;
    }

    /** A replica with metrics of its own. */
    public record Replica(UsageWriter writer, MeterRegistry metrics) {

        public List<UsageStatus> write(UsageBatch batch) {
            return statuses(writer.write(batch).await().atMost(PATIENCE));
        }

        /** In one transaction; what has something to decide in another one. */
        List<List<UsageResult>> together(UsageBatch... batches) {
            List<List<UsageResult>> answers = new ArrayList<>();
            List<Integer> left = new ArrayList<>();
            for (Optional<List<UsageResult>> answer : together(writer.fastWriting(), List.of(batches))) {
                if (answer.isEmpty()) {
                    left.add(answers.size());
                }
                answers.add(answer.orElse(List.of()));
            }
            if (!left.isEmpty()) {
                var others = together(
                        writer.fullWriting(),
                        left.stream().map(position -> batches[position]).toList());
                for (int i = 0; i < left.size(); i++) {
                    answers.set(left.get(i), others.get(i).orElseThrow());
                }
            }
            return answers;
        }

        private static List<Optional<List<UsageResult>>> together(
                UsageLanes.Writing writing, List<UsageBatch> batches) {
            return writing.together(batches).await().atMost(PATIENCE);
        }

        long fast() {
            return transactions("fast");
        }

        long full() {
            return transactions("full");
        }

        /** How often batches were answered without writing anything. */
        long lookups() {
            return transactions("lookup");
        }

        private long transactions(String path) {
            return Math.round(metrics.counter("enterprise.usage.transactions", "path", path)
                    .count());
        }

        /** How often the database refused the fast path. */
        long left() {
            return Math.round(
                    metrics.counter("enterprise.usage.transactions.fast.left").count());
        }
    }

    static List<UsageStatus> statuses(List<UsageResult> results) {
        return results.stream().map(UsageResult::status).toList();
    }

    public Replica replica() {
        MeterRegistry metrics = new SimpleMeterRegistry();
        return new Replica(
                new UsageWriter(
                        transactions,
                        new OrganizationCache(transactions, subscriptions),
                        outbox,
                        audit,
                        outages,
                        configuration,
                        vertx,
                        metrics),
                metrics);
    }

    UsageBatch batch(TestOrganization organization, List<Map<String, Object>> events) {
        Catalogue current = catalogue.refreshed().await().atMost(PATIENCE);
        UsageEventReader reader = new UsageEventReader(current);
        return new UsageBatch(
                organization.id(),
                new Reach.WholeOrganization(),
                false,
                Instant.now(),
                current,
                events.stream()
                        .map(event -> reader.read(json.<JsonNode>valueToTree(event)))
                        .toList(),
                null);
    }

    UsageBatch batch(TestOrganization organization, String meter, long quantity) {
        return batch(organization, List.of(BillingApi.event(meter, organization.workspaceId(), quantity)));
    }

    /** Writes them all at once, each over the next of the replicas. */
    static List<List<UsageResult>> overAll(List<Replica> replicas, List<UsageBatch> batches) {
        return Uni.join()
                .all(IntStream.range(0, batches.size())
                        .mapToObj(number ->
                                replicas.get(number % replicas.size()).writer().write(batches.get(number)))
                        .toList())
                .andFailFast()
                .await()
                .atMost(PATIENCE);
    }
}
