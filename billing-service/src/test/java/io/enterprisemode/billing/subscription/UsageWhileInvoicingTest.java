package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.SettableClock;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.invoice.SettableInvoicing;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageStatus;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.subscription.BillingCycle.Progress;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.ChangeSubscription.Wanted;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.web.access.Reach;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Usage comes in without pause, on time and late, while period after period is finalized by two at once: what documents
 * charge in the end is what was accepted, to the last unit.
 */
@QuarkusTest
@WithSuite("billing")
@TestProfile(StoredLife.OwnClock.class)
class UsageWhileInvoicingTest {

    private static final Instant BEGIN = Instant.parse("2025-01-31T10:00:00Z");
    private static final Duration STEP = Duration.ofHours(12);
    private static final int STEPS = 260;
    private static final int SENDERS = 4;
    private static final int LATE_MINUTES = 20 * 24 * 60;
    private static final Duration LATEST_USAGE = Duration.ofDays(35);
    private static final String PLAN = "while-invoicing";

    @Inject
    Subscriptions subscriptions;

    @Inject
    ChangeSubscription changes;

    @Inject
    BillingCycle cycle;

    @Inject
    UsageWriter writer;

    @Inject
    TenantTransactions transactions;

    @Inject
    PlanCatalogue catalogue;

    @Inject
    ObjectMapper json;

    private final StoredOrganization organization = StoredOrganization.withoutSubscription(List.of(Ids.next()));
    private final AtomicReference<Instant> now = new AtomicReference<>(BEGIN);

    @AfterEach
    void theClockIsThatOfTheSystem() {
        SettableClock.reset();
        SettableInvoicing.setGrace(Duration.ofHours(1));
    }

    private static <T> T await(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (Throwable failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void go(Instant to) {
        SettableClock.set(to);
        now.set(to);
    }

    /** Sends until the given instant, and answers how many units were accepted. */
    private long send(int sender, Catalogue present, Instant until) {
        Random random = new Random(sender);
        UsageEventReader reader = new UsageEventReader(present);
        long accepted = 0;
        for (int batch = 0; now.get().isBefore(until); batch++) {
            Instant receivedAt = now.get();
            List<Long> quantities = new ArrayList<>();
            List<Map<String, Object>> events = new ArrayList<>();
            int size = 1 + random.nextInt(8);
            for (int i = 0; i < size; i++) {
                long quantity = 1L + random.nextInt(9);
                int late = random.nextInt(3) == 0 ? random.nextInt(LATE_MINUTES) : random.nextInt(60);
                quantities.add(quantity);
                events.add(Map.of(
                        "id",
                        sender + "-" + batch + "-" + i,
                        "source",
                        "/while-invoicing",
                        "type",
                        "emails",
                        "subject",
                        organization.workspaces().getFirst().toString(),
                        "time",
                        receivedAt.minus(Duration.ofMinutes(late)).toString(),
                        "data",
                        Map.of("quantity", quantity)));
            }
            UsageBatch written = new UsageBatch(
                    organization.id(),
                    new Reach.WholeOrganization(),
                    false,
                    receivedAt,
                    present,
                    events.stream()
                            .map(event -> reader.read(json.valueToTree(event)))
                            .toList(),
                    null);
            List<UsageResult> results = writer.write(written).await().atMost(Duration.ofSeconds(30));
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i).status() == UsageStatus.ACCEPTED) {
                    accepted += quantities.get(i);
                }
            }
        }
        return accepted;
    }

    /** Does all that is due, as a replica does. */
    private void proceed() {
        Instant at = now.get();
        for (BillingCycle.DueSubscription due : await(() -> cycle.due(at, Set.of(), 10))) {
            if (due.organizationId().equals(organization.id())) {
                Progress done = Progress.MORE_DUE;
                while (done == Progress.MORE_DUE) {
                    done = await(() -> catalogue.using(current -> transactions.inOrganization(
                            organization.id(), tenant -> cycle.proceed(new Run(tenant, current, at, null), due.id()))));
                }
            }
        }
    }

    @Test
    void everyUnitThatWasAcceptedIsCharged() throws Exception {
        StoredOrganization.publish(
                PLAN,
                new PlanPrice("USD", 0, 0),
                List.of(new Allowance(
                        "emails", 0, LimitBehaviour.OVERAGE, 80, null, UnitPrices.of("USD", new BigDecimal("0.01")))));
        Catalogue present = catalogue.refreshed().await().atMost(Duration.ofSeconds(30));
        SettableInvoicing.setGrace(Duration.ofHours(6));
        go(BEGIN);
        await(() -> subscriptions.create(
                organization.id(),
                StoredLife.ORIGIN,
                null,
                new CreateSubscriptionRequest(PLAN, BillingInterval.MONTH, null, null, null)));
        Instant end = BEGIN.plus(STEP.multipliedBy(STEPS));

        long accepted = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(SENDERS + 2)) {
            List<Future<Long>> senders = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int number = sender;
                senders.add(threads.submit(() -> send(number, present, end)));
            }
            try {
                for (int step = 1; step < STEPS; step++) {
                    go(BEGIN.plus(STEP.multipliedBy(step)));
                    Callable<Boolean> replica = () -> {
                        proceed();
                        return true;
                    };
                    for (Future<Boolean> done : threads.invokeAll(List.of(replica, replica))) {
                        assertThat(done.get()).isTrue();
                    }
                }
            } finally {
                go(end);
            }
            for (Future<Long> sender : senders) {
                accepted += sender.get();
            }
        }
        await(() -> changes.carryOut(
                organization.id(),
                StoredLife.ORIGIN,
                null,
                null,
                new Wanted.Cancel(new CancelSubscriptionRequest(When.NOW, false))));
        go(end.plus(LATEST_USAGE).plus(Duration.ofDays(1)));
        proceed();

        UUID id = organization.id();
        assertThat(StoredOrganization.rows(
                        "select count(*) from invoice_line where org_id = ? and kind = 'ADJUSTMENT'", id))
                .as("some came after its period was finalized")
                .noneMatch("0"::equals);
        assertThat(StoredOrganization.rows(
                        "select count(distinct (subscription_id, period_start)) - count(*)"
                                + " from invoice_line where org_id = ? and kind = 'OVERAGE'",
                        id))
                .as("each period is charged once")
                .containsExactly("0");
        assertThat(accepted).isPositive();
        assertThat(StoredOrganization.rows(
                        "select sum(quantity) || ' ' || sum(amount_minor) from invoice_line where org_id = ?", id))
                .containsExactly(accepted + " " + accepted);
        assertThat(StoredOrganization.rows("select sum(amount_minor) from ledger_posting where org_id = ?", id))
                .containsExactly("0");
    }
}
