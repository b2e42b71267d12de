package io.enterprisemode.billing.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.ledger.LedgerOperation.GrantCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.IssueInvoice;
import io.enterprisemode.billing.ledger.LedgerOperation.RecordPayment;
import io.enterprisemode.billing.ledger.LedgerOperation.RefundCredit;
import io.enterprisemode.billing.ledger.LedgerOperation.VoidInvoice;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LedgerGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("ledger");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLedgerIsAsExpected(GoldenCase golden) {
        Ledger ledger = Ledger.empty();
        List<String> results = new ArrayList<>();
        List<List<Map<Account, Long>>> entries = new ArrayList<>();
        for (JsonNode operation : golden.input().path("operations")) {
            switch (ledger.post(operation(operation))) {
                case Posting.Posted posted -> {
                    ledger = posted.ledger();
                    results.add("ok");
                    entries.add(posted.entries().stream()
                            .map(LedgerEntry::amountsMinor)
                            .toList());
                }
                case Posting.Refused _ -> {
                    results.add("refused");
                    entries.add(List.of());
                }
            }
        }
        Map<String, Object> invoices = new LinkedHashMap<>();
        ledger.receivables()
                .forEach((number, receivable) -> invoices.put(
                        number, Map.of("status", receivable.status(), "openMinor", receivable.openMinor())));

        assertThat(GoldenCases.tree(Map.of(
                        "results", results,
                        "entries", entries,
                        "balances", ledger.balancesMinor(),
                        "invoices", invoices)))
                .isEqualTo(golden.expected());
    }

    private static LedgerOperation operation(JsonNode json) {
        String invoice = json.path("invoice").asText();
        long amountMinor = json.path("amountMinor").longValue();
        return switch (json.path("op").asText()) {
            case "invoice" -> {
                List<Long> lines = new ArrayList<>();
                json.path("linesMinor").forEach(line -> lines.add(line.longValue()));
                yield new IssueInvoice(
                        invoice, lines, new BigDecimal(json.path("taxRate").asText()));
            }
            case "payment" -> new RecordPayment(invoice, amountMinor);
            case "credit" ->
                new GrantCredit(
                        json.path("netMinor").longValue(), json.path("taxMinor").longValue());
            case "refund" -> new RefundCredit(amountMinor);
            case "void" -> new VoidInvoice(invoice);
            default -> throw new IllegalArgumentException(json.toString());
        };
    }
}
