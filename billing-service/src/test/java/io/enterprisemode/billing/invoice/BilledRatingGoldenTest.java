package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.invoice.DocumentLines.ChargedBefore;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PlanSpan;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.web.access.Reach;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden cases of rating by the code that bills: events go through the writer of usage into the database, and the
 * draft of the invoice is made of what is counted there. What comes in after the close is the difference of two drafts.
 * A case that begins in the middle of its period is preceded by a plan that says nothing of the meter.
 */
@QuarkusTest
@WithSuite("billing")
class BilledRatingGoldenTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Cases that cannot be, and why; the events of each are refused. */
    private static final Map<String, String> REFUSED = Map.of(
            "included 0, used 9000000000000001, price 0.0010 USD",
            "one event counts at most 10^15 of a unit: quantity-too-large");

    /** How long before the period of a case its subscription starts: events of before the period are taken in, too. */
    private static final int MONTHS_BEFORE = 12;

    private static final Map<Aggregation, String> METERS = new EnumMap<>(Aggregation.class);

    @Inject
    UsageWriter writer;

    @Inject
    DocumentLines lines;

    @Inject
    LiveSubscription subscriptions;

    @Inject
    TenantTransactions transactions;

    @Inject
    PlanCatalogue catalogue;

    @Inject
    ObjectMapper json;

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("rating");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsBilledIsAsExpected(GoldenCase golden) throws Throwable {
        JsonNode input = golden.input();
        String meter = METERS.computeIfAbsent(
                Aggregation.valueOf(input.path("aggregation").asText()), BilledRatingGoldenTest::define);
        StoredOrganization organization = subscribed(input, meter);
        Catalogue present = catalogue.refreshed().await().atMost(PATIENCE);
        List<UsageBatch> batches = batches(organization, present, meter, input.path("events"));
        Instant closedAt = instant(input.path("closedAt"));
        int late = (int) batches.stream()
                .filter(batch -> batch.receivedAt().isBefore(closedAt))
                .count();
        assertThat(batches.subList(0, late))
                .allMatch(batch -> batch.receivedAt().isBefore(closedAt));

        List<UsageResult> results = new ArrayList<>(written(batches.subList(0, late)));
        Closed atClose = closed(organization, present, meter, input);
        results.addAll(written(batches.subList(late, batches.size())));
        Closed withAll = closed(organization, present, meter, input);

        if (REFUSED.containsKey(golden.name())) {
            assertThat(results)
                    .isNotEmpty()
                    .allMatch(result ->
                            Objects.requireNonNull(REFUSED.get(golden.name())).endsWith(": " + result.reason()));
            return;
        }
        JsonNode expected = golden.expected();
        assertThat(GoldenCases.tree(
                        results.stream().map(result -> result.status().code()).toList()))
                .isEqualTo(expected.path("results"));
        assertThat(GoldenCases.tree(atClose.usage())).isEqualTo(usage(expected.path("usage"), batches));
        assertThat(atClose.amountMinor()).isEqualTo(expected.path("amountMinor").longValue());
        assertThat(atClose.line())
                .isEqualTo(
                        atClose.amountMinor() == 0
                                ? null
                                : new Line(expected.path("charged").longValue(), included(expected.path("included"))));
        JsonNode adjustment = expected.path("adjustment");
        assertThat(GoldenCases.tree(withAll.usage())).isEqualTo(usage(adjustment.path("usage"), batches));
        assertThat(withAll.amountMinor() - atClose.amountMinor())
                .isEqualTo(adjustment.path("amountMinor").longValue());
    }

    /** Where nothing is counted there are no levels. */
    private static JsonNode usage(JsonNode expected, List<UsageBatch> batches) {
        return batches.isEmpty() ? GoldenCases.tree(0L) : expected;
    }

    private static String define(Aggregation aggregation) {
        return BillingApi.meter(aggregation.name(), aggregation == Aggregation.UNIQUE_COUNT ? "value" : null);
    }

    /** What the line of an invoice says. */
    private record Line(long charged, long included) {}

    /**
     * What is billed.
     *
     * @param usage of the period, of levels of each part
     * @param line null: nothing is charged
     */
    private record Closed(
            Object usage, long amountMinor, @Nullable Line line) {}

    /** Of levels that of the last part. */
    private static long included(JsonNode included) {
        return included.isArray() ? included.path(included.size() - 1).longValue() : included.longValue();
    }

    /** An organization with the plans of a case. */
    private static StoredOrganization subscribed(JsonNode input, String meter) {
        Instant start = periodStart(input);
        Instant anchor =
                start.atOffset(ZoneOffset.UTC).minusMonths(MONTHS_BEFORE).toInstant();
        String currency = input.path("currency").asText();
        Map<String, Integer> versions = new HashMap<>();
        List<PlanSpan> plans = new ArrayList<>();
        for (JsonNode part : input.path("parts")) {
            int version = versions.computeIfAbsent(
                    part.path("plan").asText(),
                    plan -> StoredOrganization.publish(currency, List.of(allowance(meter, part, currency))));
            plans.add(new PlanSpan(
                    StoredOrganization.PLAN, version, plans.isEmpty() ? anchor : instant(part.path("start"))));
        }
        return StoredOrganization.with(List.of(Ids.next(), Ids.next(), Ids.next()), plans);
    }

    private static Allowance allowance(String meter, JsonNode part, String currency) {
        BigDecimal unitPrice = part.path("unitPrice").isNull()
                ? null
                : new BigDecimal(part.path("unitPrice").asText());
        return new Allowance(
                meter,
                part.path("included").longValue(),
                unitPrice == null ? LimitBehaviour.WARN : LimitBehaviour.OVERAGE,
                80,
                null,
                UnitPrices.of(currency, unitPrice));
    }

    private static Instant periodStart(JsonNode input) {
        return instant(input.path("parts").path(0).path("start"));
    }

    private static Instant periodEnd(JsonNode input) {
        return instant(input.path("parts").path(input.path("parts").size() - 1).path("end"));
    }

    /** Where the usage period would end by itself; a single part without a share is all of it. */
    private static Instant wholeEnd(JsonNode input) {
        JsonNode seconds = input.path("parts").path(0).path("prorate").path("denominator");
        return seconds.isMissingNode() ? periodEnd(input) : periodStart(input).plusSeconds(seconds.longValue());
    }

    /** One batch per event, in order of arrival. */
    private List<UsageBatch> batches(
            StoredOrganization organization, Catalogue present, String meter, JsonNode events) {
        UsageEventReader reader = new UsageEventReader(present);
        List<UsageBatch> batches = new ArrayList<>();
        for (JsonNode event : events) {
            ParsedEvent parsed = reader.read(json.valueToTree(sent(organization, meter, event)));
            batches.add(new UsageBatch(
                    organization.id(),
                    new Reach.WholeOrganization(),
                    false,
                    instant(event.path("receivedAt")),
                    present,
                    List.of(parsed),
                    null));
        }
        return batches;
    }

    private static Map<String, Object> sent(StoredOrganization organization, String meter, JsonNode event) {
        String subject = event.path("subject").asText();
        UUID workspace = organization.workspaces().get(Integer.parseInt(subject.substring("ws-".length())) - 1);
        Map<String, Object> data =
                new LinkedHashMap<>(Map.of("quantity", event.path("quantity").longValue()));
        @Nullable String value = event.path("value").textValue();
        if (value != null) {
            data.put("properties", Map.of("value", value));
        }
        return Map.of(
                "id", event.path("id").asText(),
                "source", event.path("source").asText(),
                "type", meter,
                "subject", workspace.toString(),
                "time", event.path("time").asText(),
                "data", data);
    }

    private List<UsageResult> written(List<UsageBatch> batches) {
        List<UsageResult> results = new ArrayList<>();
        batches.forEach(batch -> results.addAll(writer.write(batch).await().atMost(PATIENCE)));
        return results;
    }

    /** The document of the usage period as it would be finalized now. */
    private Closed closed(StoredOrganization organization, Catalogue present, String meter, JsonNode input)
            throws Throwable {
        UsagePeriod period =
                new UsagePeriod(periodStart(input), wholeEnd(input), periodEnd(input), periodEnd(input), 1);
        return VertxContextSupport.subscribeAndAwait(() -> transactions.inOrganization(
                organization.id(),
                tenant -> subscriptions.find(tenant).chain(found -> {
                    SubscriptionTerms terms = found.orElseThrow();
                    PlanSpan last = terms.plans().getLast();
                    return lines.of(
                                    new Run(tenant, present, Instant.now(), null),
                                    new Billed(
                                            terms.id(),
                                            input.path("currency").asText(),
                                            new PlanKey(last.plan(), last.planVersion()),
                                            terms.plans(),
                                            List.of()),
                                    new Effect.FinalizeDraft(Instant.now(), new OpenDraft(period, period.end(), null)),
                                    TaxRule.ofRate(BigDecimal.ZERO),
                                    new ChargedBefore())
                            .map(computed ->
                                    closed(computed.counted().orElseThrow().usage(), computed.draft(), meter));
                })));
    }

    private static Closed closed(List<BilledUsage> usage, InvoiceDraft draft, String meter) {
        Line line = draft.lines().stream()
                .filter(each -> each.kind() == LineKind.OVERAGE && each.item().equals(meter))
                .findFirst()
                .map(each -> new Line(each.quantity(), each.overage().included()))
                .orElse(null);
        return new Closed(
                usage.stream()
                        .filter(each -> each.meter().equals(meter))
                        .findFirst()
                        .map(each -> shown(each.parts()))
                        .orElse(0L),
                draft.totals().netMinor(),
                line);
    }

    private static Object shown(PeriodUsage usage) {
        return switch (usage) {
            case PeriodUsage.Sums sums ->
                sums.parts().stream().mapToLong(Long::longValue).sum();
            case PeriodUsage.Distinct distinct -> distinct.values();
            case PeriodUsage.Levels levels -> levels.parts();
        };
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
