package io.enterprisemode.billing.tax;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.tax.ChangeProfileRequest.Address;
import io.enterprisemode.web.problem.Problem.FieldError;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BillingProfileRulesTest {

    private static List<String> pointers(List<FieldError> errors) {
        return errors.stream().map(FieldError::pointer).toList();
    }

    private static ChangeProfileRequest request(@Nullable String taxId, @Nullable String email) {
        return new ChangeProfileRequest("Acme Ltd", null, taxId, email);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        ChangeProfileRequest request = new ChangeProfileRequest(
                " ",
                new Address(
                        Arrays.asList("1 Main Street", null, "two\nlines", ""), "1".repeat(21), "a".repeat(201), "ZZ"),
                "1",
                "nobody");

        assertThat(pointers(BillingProfileRules.errors(request)))
                .containsExactly(
                        "/legalName",
                        "/address/lines",
                        "/address/lines/1",
                        "/address/lines/2",
                        "/address/lines/3",
                        "/address/postalCode",
                        "/address/city",
                        "/address/country",
                        "/taxId",
                        "/email");
    }

    @Test
    void onlyTheNameIsNeeded() {
        assertThat(BillingProfileRules.errors(request(null, null))).isEmpty();
        assertThat(BillingProfileRules.party(request(null, null)))
                .isEqualTo(new Party("Acme Ltd", List.of(), null, null, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({"DE 123.456-789, DE123456789", "che-123.456.788, CHE123456788", "12/345, 12345"})
    void separatorsOfATaxIdAreTakenAway(String given, String stored) {
        assertThat(BillingProfileRules.errors(request(given, null))).isEmpty();
        assertThat(BillingProfileRules.party(request(given, null)).taxId()).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123", "ABCDE", "123456789012345678901", "12345ä"})
    void whatIsNoTaxIdIsRefused(String taxId) {
        assertThat(pointers(BillingProfileRules.errors(request(taxId, null)))).containsExactly("/taxId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.example", "jörg+bills@straße.example", "a@localhost"})
    void anEmailAddressHasTwoParts(String email) {
        assertThat(BillingProfileRules.errors(request(null, email))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "@b.example", "a@", "a@b@c.example", "a b@c.example", "a@b..example", "a@.example"})
    void whatIsNoEmailAddressIsRefused(String email) {
        assertThat(pointers(BillingProfileRules.errors(request(null, email)))).containsExactly("/email");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RATE           |        |           |",
                "RATE           | 0      |           |",
                "RATE           | 0.1975 |           |",
                "RATE           | 1      |           | /rate",
                "RATE           | 0.12345|           | /rate",
                "RATE           | -0.1   | Education | /rate /reason",
                "EXEMPT         |        | Education |",
                "EXEMPT         | 0.19   |           | /rate /reason",
                "REVERSE_CHARGE |        | ' '       | /reason",
                "               | 7      |           | /rate /treatment",
            })
    void aTaxHasARateOrAReason(
            @Nullable TaxTreatment treatment, @Nullable String rate, @Nullable String reason, @Nullable String wrong) {
        assertThat(pointers(BillingProfileRules.errors(new ChangeTaxRequest(treatment, rate, reason))))
                .containsExactly(wrong == null ? new String[0] : wrong.split(" "));
    }
}
