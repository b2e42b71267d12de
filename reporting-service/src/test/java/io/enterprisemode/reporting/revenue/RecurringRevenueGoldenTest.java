package io.enterprisemode.reporting.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecurringRevenueGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("mrr");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void recurringRevenueIsAsExpected(GoldenCase golden) {
        List<List<SubscriptionSpan>> organizations = new ArrayList<>();
        golden.input().path("organizations").forEach(organization -> organizations.add(spans(organization)));

        RecurringRevenue revenue = RecurringRevenue.of(
                YearMonth.parse(golden.input().path("firstMonth").asText()),
                YearMonth.parse(golden.input().path("lastMonth").asText()),
                organizations);

        assertThat(GoldenCases.tree(Map.of(
                        "openingMrrMinor",
                        revenue.openingMinor(),
                        "months",
                        revenue.months().stream()
                                .map(RecurringRevenueGoldenTest::json)
                                .toList())))
                .isEqualTo(golden.expected());
    }

    private static List<SubscriptionSpan> spans(JsonNode organization) {
        List<SubscriptionSpan> spans = new ArrayList<>();
        organization
                .path("spans")
                .forEach(span -> spans.add(new SubscriptionSpan(
                        Instant.parse(span.path("from").asText()),
                        span.path("to").isNull()
                                ? null
                                : Instant.parse(span.path("to").asText()),
                        BillingInterval.valueOf(span.path("interval").asText().toUpperCase(Locale.ROOT)),
                        span.path("priceMinor").longValue())));
        return spans;
    }

    private static Map<String, Object> json(RecurringRevenue.Month month) {
        return Map.of(
                "month", month.month().toString(),
                "mrrMinor", month.mrrMinor(),
                "payingOrganizations", month.payingOrganizations(),
                "new", month.newMinor(),
                "expansion", month.expansionMinor(),
                "contraction", month.contractionMinor(),
                "churn", month.churnMinor(),
                "reactivation", month.reactivationMinor());
    }
}
