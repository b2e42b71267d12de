package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.SettableClock;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.invoice.PaidAtOnce;
import io.enterprisemode.billing.invoice.SettableInvoicing;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.subscription.BillingCycle.DueSubscription;
import io.enterprisemode.billing.subscription.BillingCycle.Progress;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.BulkBillingCycle.Left;
import io.enterprisemode.billing.subscription.ChangeSubscription.Wanted;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.cases.GoldenCases;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
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
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An organization whose life is that of a case of the form of {@code lifecycle.json}, as the service carries it out:
 * operations, usage through the writer, what is due by the billing cycle. Needs {@link OwnClock}.
 */
final class StoredLife implements AutoCloseable {

    /** A clock and a grace of the test's own, and every due amount is paid at once. */
    public static class OwnClock implements QuarkusTestProfile {

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(SettableClock.class, SettableInvoicing.class, PaidAtOnce.class);
        }
    }

    /** What of the service carries out a life. */
    @Singleton
    static class Services {

        private final Subscriptions subscriptions;
        private final ChangeSubscription changes;
        private final BillingCycle cycle;
        private final BulkBillingCycle bulk;
        private final Instance<PaidAtOnce> paidAtOnce;
        private final UsageWriter writer;
        private final TenantTransactions transactions;
        private final PlanCatalogue catalogue;
        private final ObjectMapper json;

        Services(
                Subscriptions subscriptions,
                ChangeSubscription changes,
                BillingCycle cycle,
                BulkBillingCycle bulk,
                Instance<PaidAtOnce> paidAtOnce,
                UsageWriter writer,
                TenantTransactions transactions,
                PlanCatalogue catalogue,
                ObjectMapper json) {
            this.subscriptions = subscriptions;
            this.changes = changes;
            this.cycle = cycle;
            this.bulk = bulk;
            this.paidAtOnce = paidAtOnce;
            this.writer = writer;
            this.transactions = transactions;
            this.catalogue = catalogue;
            this.json = json;
        }

        ObjectMapper json() {
            return json;
        }
    }

    static final Origin ORIGIN = new Origin(
            new Caller(
                    Caller.Kind.USER,
                    UUID.fromString("018f6f3a-1000-7a00-8000-00000000000a"),
                    "https://issuer.example",
                    "olivia",
                    "Olivia",
                    null,
                    null,
                    Set.of(),
                    Optional.empty()),
            null,
            null,
            null,
            null);

    private static final String ISSUED_AT = instant("i.issued_at");
    private static final String PERIOD_START = instant("l.period_start");
    private static final String PERIOD_END = instant("l.period_end");

    private static final String DOCUMENTS = """
            select json_build_object(
                'type', i.kind, 'at', %1$s,
                'lines', (select json_agg(json_build_object(
                            'kind', case l.kind when 'SUBSCRIPTION' then 'FEE' when 'OVERAGE' then 'USAGE'
                                    else l.kind end,
                            'plan', l.plan_code, 'meter', l.meter_code, 'start', %2$s, 'end', %3$s,
                            'quantity', l.quantity, 'amountMinor', l.amount_minor) order by l.position)
                            from invoice_line l where l.org_id = i.org_id and l.invoice_id = i.id),
                'netMinor', i.subtotal_minor, 'taxMinor', i.tax_minor, 'totalMinor', i.total_minor,
                'creditAppliedMinor', i.credit_applied_minor,
                'dueMinor', case i.kind when 'CREDIT_NOTE' then 0 else i.total_minor - i.credit_applied_minor end)
              from invoice_history i where i.org_id = ? order by i.id""".formatted(ISSUED_AT, PERIOD_START, PERIOD_END);

    private static final String SUBSCRIPTION = """
            select json_build_object(
                'status', status, 'plan', plan_code,
                'interval', case billing_interval when 'MONTH' then 'month' else 'year' end,
                'pendingPlan', waiting_plan_code,
                'cancelAt', case waiting when 'CANCELLATION' then %s end)
              from subscription where org_id = ?
             order by created_at desc, id desc limit 1""".formatted(instant("waiting_at"));

    private static final String NEXT_DUE = """
            select id || ' ' || %s from subscription
             where org_id = ? and next_due_at <= ? and (? or next_due_at < ?)
             order by next_due_at, created_at, id limit 1""".formatted(instant("next_due_at"));

    private static final String UNBALANCED = """
            select sum(amount_minor) from ledger_posting where org_id = ? having sum(amount_minor) <> 0""";

    private static final Map<JsonNode, String> PLANS = new HashMap<>();

    private final Services services;
    private final JsonNode input;
    private final StoredOrganization organization = StoredOrganization.withoutSubscription(List.of(Ids.next()));
    private final Map<String, String> codes;
    private final Catalogue present;
    private int steps;
    /** What was due so far; every other two things are done in bulk. */
    private int proceeded;

    StoredLife(Services services, JsonNode input) {
        this.services = services;
        this.input = input;
        StoredOrganization.tax(
                organization.id(), new BigDecimal(input.path("taxRate").asText()));
        SettableInvoicing.setGrace(Duration.ofSeconds(input.path("graceSeconds").longValue()));
        codes = codes(input);
        present = services.catalogue.refreshed().await().atMost(Duration.ofSeconds(30));
    }

    /** Operations, usage and what was due, so far. */
    int steps() {
        return steps;
    }

    /** The first column of the rows of a query whose only parameter is the organization. */
    List<String> rows(String sql) {
        return StoredOrganization.rows(sql, organization.id());
    }

    /** What a case expects, as it is stored. */
    JsonNode shown() throws Exception {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        List<JsonNode> documents = new ArrayList<>();
        for (String document : rows(DOCUMENTS)) {
            documents.add(named(document));
        }
        shown.put("documents", documents);
        named(rows(SUBSCRIPTION).getFirst()).properties().forEach(field -> shown.put(field.getKey(), field.getValue()));
        shown.put("customerCreditMinor", customerCredit());
        return GoldenCases.tree(shown);
    }

    private long customerCredit() {
        return Long.parseLong(rows("select coalesce(-sum(amount_minor), 0) from ledger_posting"
                        + " where org_id = ? and account = 'CUSTOMER_CREDIT'")
                .getFirst());
    }

    /** Nothing of the organization is due any more; the clock is that of the system. */
    @Override
    public void close() {
        SettableClock.reset();
        SettableInvoicing.setGrace(Duration.ofHours(1));
        StoredOrganization.update("update subscription set next_due_at = null where org_id = ?", organization.id());
    }

    /** What was done is stored, and the ledger is balanced. */
    private void step() {
        steps++;
        assertThat(rows(UNBALANCED)).isEmpty();
    }

    private static String instant(String column) {
        return "to_char(" + column + " at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    }

    /** With the plans' codes of the case. */
    private JsonNode named(String text) throws Exception {
        String named = text;
        for (Map.Entry<String, String> code : codes.entrySet()) {
            named = named.replace('"' + code.getValue() + '"', '"' + code.getKey() + '"');
        }
        return services.json.readTree(named);
    }

    /** The plans of a case under codes of their own; equal ones are published once. */
    private static Map<String, String> codes(JsonNode input) {
        String currency = input.path("currency").asText();
        Map<String, String> codes = new HashMap<>();
        input.path("plans")
                .properties()
                .forEach(plan -> codes.put(
                        plan.getKey(),
                        PLANS.computeIfAbsent(
                                GoldenCases.tree(List.of(currency, plan.getKey(), plan.getValue())),
                                made -> publish(plan.getKey(), currency, plan.getValue()))));
        return codes;
    }

    private static String publish(String name, String currency, JsonNode plan) {
        String code = "lc" + PLANS.size() + "-" + name;
        List<Allowance> allowances = new ArrayList<>();
        plan.path("meters").properties().forEach(meter -> {
            BigDecimal unitPrice = meter.getValue().path("unitPrice").isNull()
                    ? null
                    : new BigDecimal(meter.getValue().path("unitPrice").asText());
            allowances.add(new Allowance(
                    meter.getKey(),
                    meter.getValue().path("included").longValue(),
                    unitPrice == null ? LimitBehaviour.WARN : LimitBehaviour.OVERAGE,
                    80,
                    null,
                    UnitPrices.of(currency, unitPrice)));
        });
        StoredOrganization.publish(
                code,
                new PlanPrice(
                        currency,
                        plan.path("monthlyMinor").longValue(),
                        plan.path("yearlyMinor").longValue()),
                allowances);
        return code;
    }

    /** At one instant periods end first, then come operations, then documents are finalized, then usage arrives. */
    void run() throws Throwable {
        List<JsonNode> usage = new ArrayList<>();
        input.path("usage").forEach(usage::add);
        usage.sort(Comparator.comparing(event -> at(event, "receivedAt")));
        int received = 0;
        for (JsonNode operation : input.path("operations")) {
            Instant at = at(operation, "at");
            received = until(at, usage, received, false);
            SettableClock.set(at);
            operate(operation);
            step();
        }
        until(at(input, "until"), usage, received, true);
    }

    private int until(Instant at, List<JsonNode> usage, int from, boolean included) throws Throwable {
        int next = from;
        while (true) {
            Instant arrival = next < usage.size() ? at(usage.get(next), "receivedAt") : Instant.MAX;
            boolean arrives = arrival.isBefore(at) || (included && arrival.equals(at));
            Instant limit = arrives ? arrival : at;
            proceed(limit, arrives || included);
            if (!arrives) {
                return next;
            }
            receive(usage.get(next), next);
            step();
            next++;
        }
    }

    /** Does what is due before an instant, or at it as well, each at its time, of the older subscription first. */
    private void proceed(Instant limit, boolean included) throws Throwable {
        while (true) {
            List<String> due = StoredOrganization.rows(NEXT_DUE, organization.id(), limit, included, limit);
            if (due.isEmpty()) {
                return;
            }
            String[] found = due.getFirst().split(" ", -1);
            Instant now = Instant.parse(found[1]);
            UUID subscription = UUID.fromString(found[0]);
            SettableClock.set(now);
            assertThat(await(() -> services.cycle.due(now, Set.of(), 1000)))
                    .contains(new DueSubscription(organization.id(), subscription));
            DueSubscription chosen = new DueSubscription(organization.id(), subscription);
            boolean isDone = proceeded / 2 % 2 == 0 && inBulk(chosen, now);
            proceeded++;
            if (!isDone) {
                Progress done = await(() -> services.catalogue.using(current -> services.transactions.inOrganization(
                        organization.id(),
                        tenant -> services.cycle.proceed(new Run(tenant, current, now, null), subscription))));
                assertThat(done).isNotEqualTo(Progress.NOTHING);
            }
            step();
        }
    }

    /** The same as the scheduler does it of many organizations; answers whether it was done so. */
    private boolean inBulk(DueSubscription due, Instant now) throws Throwable {
        Left left = await(() -> services.catalogue.using(current -> services.bulk.proceed(current, now, List.of(due))));
        if (!left.byThemselves().isEmpty()) {
            return false;
        }
        await(() -> services.catalogue.using(current -> services.transactions.inOrganization(
                organization.id(), tenant -> services.paidAtOnce.get().pay(new Run(tenant, current, now, null)))));
        return true;
    }

    private void receive(JsonNode event, int number) {
        Instant receivedAt = at(event, "receivedAt");
        SettableClock.set(receivedAt);
        Map<String, Object> sent = Map.of(
                "id", String.valueOf(number),
                "source", "/golden",
                "type", event.path("meter").asText(),
                "subject", organization.workspaces().getFirst().toString(),
                "time", event.path("time").asText(),
                "data", Map.of("quantity", event.path("quantity").longValue()));
        services.writer
                .write(new UsageBatch(
                        organization.id(),
                        new Reach.WholeOrganization(),
                        false,
                        receivedAt,
                        present,
                        List.of(new UsageEventReader(present).read(services.json.valueToTree(sent))),
                        null))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private void operate(JsonNode operation) throws Throwable {
        BillingInterval interval =
                switch (operation.path("interval").asText()) {
                    case "month" -> BillingInterval.MONTH;
                    case "year" -> BillingInterval.YEAR;
                    default -> null;
                };
        When when = operation.path("when").asText().equals("now") ? When.NOW : When.PERIOD_END;
        String plan = codes.get(operation.path("plan").asText());
        switch (operation.path("op").asText()) {
            case "subscribe" -> {
                int trialDays = operation.path("trialDays").intValue();
                if (trialDays > 0) {
                    StoredOrganization.update(
                            "insert into trial_leave (org_id, id, plan_code, given_at) values (?, ?, ?, now())",
                            organization.id(),
                            Ids.next(),
                            plan);
                }
                await(() -> services.subscriptions.create(
                        organization.id(),
                        ORIGIN,
                        null,
                        new CreateSubscriptionRequest(plan, interval, null, trialDays == 0 ? null : trialDays, null)));
            }
            case "change" -> change(new Wanted.Change(new ChangePlanRequest(plan, interval, when)));
            case "cancel" ->
                change(new Wanted.Cancel(new CancelSubscriptionRequest(
                        when, when == When.NOW ? operation.path("credit").booleanValue() : null)));
            case "undo" -> change(new Wanted.Undo());
            default -> throw new IllegalArgumentException(operation.toString());
        }
    }

    private void change(Wanted wanted) throws Throwable {
        await(() -> services.changes.carryOut(organization.id(), ORIGIN, null, null, wanted));
    }

    private static <T> T await(Supplier<Uni<T>> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(work);
    }

    private static Instant at(JsonNode node, String field) {
        return Instant.parse(node.path(field).asText());
    }
}
