package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.web.problem.Problem.FieldError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanVersionRulesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Catalogue CATALOGUE = Catalogue.of(
            1,
            List.of(new PlanEntry("team", "Team", 5, false), new PlanEntry("free", "Free", 1, false)),
            List.of(
                    new Meter((short) 1, "emails", "Emails", "email", Aggregation.SUM, null),
                    new Meter((short) 2, "contacts", "Contacts", "contact", Aggregation.MAX, null)),
            List.of(new PlanVersion(
                    "team", 1, "Team", List.of(new PlanPrice("USD", 1, 10)), null, null, List.of(), Map.of())));

    private static final String VALID = """
            {"prices": [{"currency": "USD", "monthlyMinor": 0, "yearlyMinor": 10000000000000},
                        {"currency": "JPY", "monthlyMinor": 500, "yearlyMinor": 5000}],
             "workspaceLimit": 1, "memberLimit": 1000000,
             "meters": [{"meter": "emails", "included": 0, "behaviour": "OVERAGE", "softLimitPercent": 100, "cap": 0,
                         "overage": [{"currency": "JPY", "model": "PACKAGE", "packageSize": 1,
                                      "packagePrice": "1000000000"},
                                     {"currency": "USD", "model": "VOLUME",
                                      "tiers": [{"upTo": 1, "unitPrice": "0", "flat": "0.000000000001"},
                                                {"upTo": 1000000000000000, "unitPrice": "1"},
                                                {"unitPrice": "0.5"}]}]},
                        {"meter": "contacts", "included": 1000000000000000, "behaviour": "BLOCK"}],
             "features": {"sso": true, "support.level": "24h", "seats_max": {"a": 1}}}""";

    private static List<String> errors(String code, JsonNode request) {
        try {
            return PlanVersionRules.errors(code, JSON.treeToValue(request, PublishPlanVersionRequest.class), CATALOGUE)
                    .stream()
                    .map(FieldError::pointer)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The valid request with another value at a pointer; nothing: it is taken away. */
    private static JsonNode with(String pointer, String value) throws JsonProcessingException {
        JsonNode request = JSON.readTree(VALID);
        int last = pointer.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) request.at(pointer.substring(0, last));
        if (value.isEmpty()) {
            parent.remove(pointer.substring(last + 1));
        } else {
            parent.set(pointer.substring(last + 1), JSON.readTree(value));
        }
        return request;
    }

    @Test
    void whatFitsTogetherHasNoErrors() throws JsonProcessingException {
        assertThat(errors("team", JSON.readTree(VALID))).isEmpty();
        assertThat(errors("team", JSON.readTree("""
                {"prices": [{"currency": "USD", "monthlyMinor": 1, "yearlyMinor": 1}]}"""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            emptyValue = "",
            value = {
                "/prices | [] | /prices",
                "/prices/0/currency | \"DOLLAR\" | /prices/0/currency",
                "/prices/1/currency | \"USD\" | /prices/1/currency",
                "/prices/0/currency | \"XXX\" | /prices/0/currency",
                "/prices/0/monthlyMinor | -1 | /prices/0/monthlyMinor",
                "/prices/0/yearlyMinor | 10000000000001 | /prices/0/yearlyMinor",
                "/prices/0/yearlyMinor | null | /prices/0/yearlyMinor",
                "/workspaceLimit | 0 | /workspaceLimit",
                "/memberLimit | 1000001 | /memberLimit",
                "/version | 3 | /version",
                "/version | 0 | /version",
                "/name | \"Group\" | /name",
                "/position | 4 | /position",
                "/meters/0/meter | \"faxes\" | /meters/0/meter",
                "/meters/1/meter | \"emails\" | /meters/1/meter",
                "/meters/0/included | -1 | /meters/0/included",
                "/meters/1/included | 1000000000000001 | /meters/1/included",
                "/meters/0/behaviour | null | /meters/0/behaviour",
                "/meters/0/behaviour | \"WARN\" | /meters/0/overage",
                "/meters/0/softLimitPercent | 0 | /meters/0/softLimitPercent",
                "/meters/0/softLimitPercent | 101 | /meters/0/softLimitPercent",
                "/meters/1/cap | 999 | /meters/1/cap",
                "/meters/0/cap | 1000000000000001 | /meters/0/cap",
                "/meters/0/overage | [] | /meters/0/overage",
                "/meters/1/behaviour | \"OVERAGE\" | /meters/1/overage",
                "/meters/0/overage/0/model | null | /meters/0/overage/0/model",
                "/meters/0/overage/0/unitPrice | \"1\" | /meters/0/overage/0/unitPrice",
                "/meters/0/overage/0/packageSize | 0 | /meters/0/overage/0/packageSize",
                "/meters/0/overage/0/packagePrice | \"1000000000.1\" | /meters/0/overage/0/packagePrice",
                "/meters/0/overage/0/packagePrice | \"-1\" | /meters/0/overage/0/packagePrice",
                "/meters/0/overage/0/packagePrice | \"1e3\" | /meters/0/overage/0/packagePrice",
                "/meters/0/overage/1/tiers | [] | /meters/0/overage/1/tiers",
                "/meters/0/overage/1/tiers/0/upTo | null | /meters/0/overage/1/tiers/0/upTo",
                "/meters/0/overage/1/tiers/1/upTo | 1 | /meters/0/overage/1/tiers/1/upTo",
                "/meters/0/overage/1/tiers/2/upTo | 5 | /meters/0/overage/1/tiers/2/upTo",
                "/meters/0/overage/1/tiers/0/unitPrice | null | /meters/0/overage/1/tiers/0/unitPrice",
                "/meters/0/overage/1/tiers/0/flat | \"0.0000000000001\" | /meters/0/overage/1/tiers/0/flat",
                "/features/Sso | true | /features/Sso",
                "/features/sso | null | /features/sso",
            })
    void eachContradictionIsSaidWithItsField(String pointer, String value, String expected)
            throws JsonProcessingException {
        assertThat(errors("team", with(pointer, value))).containsOnlyOnce(expected);
    }

    @Test
    void aPriceInACurrencyThatTheVersionDoesNotHaveAndOneThatIsMissingAreBothSaid() throws JsonProcessingException {
        assertThat(errors("team", with("/meters/0/overage/0/currency", "\"EUR\"")))
                .containsExactly("/meters/0/overage/0/currency", "/meters/0/overage");
        assertThat(errors("team", with("/meters/0/overage/0/currency", "\"USD\"")))
                .containsExactly("/meters/0/overage/1/currency", "/meters/0/overage");
    }

    @Test
    void everythingIsSaidAtOnce() throws JsonProcessingException {
        assertThat(errors("Team!", JSON.readTree("""
                {"position": 1, "prices": [{"currency": "usd", "monthlyMinor": -1}, null],
                 "meters": [{"meter": "faxes", "included": 5, "behaviour": "OVERAGE", "cap": 4}, null],
                 "features": {"a/b": null}}""")))
                .containsExactly(
                        "code",
                        "/name",
                        "/position",
                        "/prices/0/currency",
                        "/prices/0/monthlyMinor",
                        "/prices/0/yearlyMinor",
                        "/prices/1",
                        "/meters/0/meter",
                        "/meters/0/cap",
                        "/meters/0/overage",
                        "/meters/1",
                        "/features/a~1b",
                        "/features/a~1b");
    }
}
