package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.PlanSpan;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.BillingInterval;
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
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
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
 * draft of the invoice is made of what is counted there. What comes in after the close is not billed as an adjustment
 * yet: of it, only that it is counted in its part is compared.
 */
@QuarkusTest
@WithSuite("billing")
class BilledRatingTest {

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
    Invoicing invoicing;

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
                Aggregation.valueOf(input.path("aggregation").asText()), BilledRatingTest::define);
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
        assertThat(atClose.parts()).isEqualTo(parts(expected));
        assertThat(atClose.subtotalMinor())
                .isEqualTo(expected.path("amountMinor").longValue());
        assertThat(withAll.parts()).extracting(Part::usage).isEqualTo(usageOfAll(expected));
    }

    private static String define(Aggregation aggregation) {
        return BillingApi.meter(aggregation.name(), aggregation == Aggregation.UNIQUE_COUNT ? "value" : null);
    }

    /** What is billed of a part. */
    private record Part(long included, long usage, long overage, long amountMinor) {}

    private record Closed(List<Part> parts, long subtotalMinor) {}

    private static List<Part> parts(JsonNode expected) {
        List<Part> parts = new ArrayList<>();
        expected.path("parts")
                .forEach(part -> parts.add(new Part(
                        part.path("included").longValue(),
                        part.path("usage").longValue(),
                        part.path("overage").longValue(),
                        part.path("amountMinor").longValue())));
        return parts;
    }

    private static List<Long> usageOfAll(JsonNode expected) {
        List<Long> usage = new ArrayList<>();
        expected.path("parts")
                .forEach(part -> usage.add(part.path("adjustment").path("usage").longValue()));
        return usage;
    }

    /** An organization with the plans of a case; what includes nothing of the meter comes before its first part. */
    private static StoredOrganization subscribed(JsonNode input, String meter) {
        Instant start = periodStart(input);
        Instant anchor =
                start.atOffset(ZoneOffset.UTC).minusMonths(MONTHS_BEFORE).toInstant();
        String currency = input.path("currency").asText();
        List<PlanSpan> plans = new ArrayList<>();
        for (JsonNode part : input.path("parts")) {
            Instant startsAt = instant(part.path("start"));
            if (plans.isEmpty() && startsAt.isAfter(start)) {
                plans.add(
                        new PlanSpan(StoredOrganization.PLAN, StoredOrganization.publish(currency, List.of()), anchor));
            }
            int version = StoredOrganization.publish(
                    currency,
                    List.of(new Allowance(
                            meter,
                            part.path("included").longValue(),
                            new BigDecimal(part.path("unitPrice").asText()),
                            LimitBehaviour.OVERAGE,
                            80,
                            null)));
            plans.add(new PlanSpan(StoredOrganization.PLAN, version, plans.isEmpty() ? anchor : startsAt));
        }
        return StoredOrganization.with(List.of(Ids.next(), Ids.next(), Ids.next()), plans);
    }

    /** Of the billing period that the parts are of; a single part without proration is all of it. */
    private static Instant periodStart(JsonNode input) {
        JsonNode last = input.path("parts").path(input.path("parts").size() - 1);
        JsonNode seconds = last.path("prorate").path("denominator");
        return seconds.isMissingNode()
                ? instant(last.path("start"))
                : instant(last.path("end")).minusSeconds(seconds.longValue());
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

    /** The draft of the invoice as it would be now. */
    private Closed closed(StoredOrganization organization, Catalogue present, String meter, JsonNode input)
            throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> transactions.inOrganization(
                organization.id(),
                tenant -> subscriptions.find(tenant).chain(found -> {
                    SubscriptionTerms terms = found.orElseThrow();
                    BillingPeriod period = terms.periodAt(
                                    instant(input.path("parts").path(0).path("start")))
                            .orElseThrow();
                    assertThat(period.start()).isEqualTo(periodStart(input));
                    return invoicing
                            .parts(tenant, present, terms, period)
                            .chain(parts -> invoicing
                                    .draft(tenant, present, terms, period)
                                    .chain(draft -> Uni.createFrom().item(closed(parts, draft, meter))));
                })));
    }

    private static Closed closed(List<InvoiceDraft.Part> parts, InvoiceDraft draft, String meter) {
        List<Part> billed = new ArrayList<>();
        for (InvoiceDraft.Part part : parts) {
            Allowance allowance = part.plan().allowance(meter).orElse(null);
            if (allowance == null) {
                continue;
            }
            billed.add(draft.lines().stream()
                    .filter(line -> line.kind() == LineKind.OVERAGE
                            && line.item().equals(meter)
                            && line.start().equals(part.span().start()))
                    .findFirst()
                    .map(line -> new Part(
                            line.overage().included(), line.overage().used(), line.quantity(), line.amountMinor()))
                    .orElseGet(() -> new Part(
                            UsageLimit.of(
                                            allowance,
                                            BillingInterval.MONTH,
                                            part.span().rated())
                                    .included(),
                            counted(part, meter),
                            0,
                            0)));
        }
        return new Closed(billed, draft.subtotalMinor());
    }

    private static long counted(InvoiceDraft.Part part, String meter) {
        return part.usage().stream()
                .filter(usage -> usage.meter().equals(meter))
                .mapToLong(BilledUsage::quantity)
                .sum();
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
