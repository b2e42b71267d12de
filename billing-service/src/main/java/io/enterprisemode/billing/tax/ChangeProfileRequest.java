package io.enterprisemode.billing.tax;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Who an organization is on its documents; what is left out is removed. {@link BillingProfileRules} says what is wrong,
 * also what is missing, all at once; the constraints here are for the API's document.
 *
 * @param legalName one line
 * @param taxId 4 to 20 letters and digits, one digit at least; separators are taken away
 * @param email where documents are sent
 */
@Schema(
        examples = """
                {"legalName": "Acme Ltd", "address": {"lines": ["5 Main Street"], "postalCode": "10115",
                                                      "city": "Berlin", "country": "DE"},
                 "taxId": "DE 123456789", "email": "billing@acme.example"}""",
        requiredProperties = {"legalName"})
record ChangeProfileRequest(
        @Schema(minLength = 1, maxLength = BillingProfileRules.LONGEST_TEXT)
        String legalName,

        @Schema(nullable = true) @Nullable Address address,

        @Schema(nullable = true, maxLength = BillingProfileRules.LONGEST_TEXT) @Nullable
        String taxId,

        @Schema(nullable = true, maxLength = BillingProfileRules.LONGEST_EMAIL) @Nullable
        String email) {

    /**
     * An address.
     *
     * @param lines one line each
     * @param country ISO 3166-1 alpha-2
     */
    @Schema(name = "ChangedBillingAddress")
    record Address(
            @Schema(nullable = true, maxItems = BillingProfileRules.MOST_LINES) @Nullable
            List<@Nullable String> lines,

            @Schema(nullable = true, maxLength = BillingProfileRules.LONGEST_POSTAL_CODE) @Nullable
            String postalCode,

            @Schema(nullable = true, maxLength = BillingProfileRules.LONGEST_TEXT) @Nullable
            String city,

            @Schema(nullable = true, pattern = "[A-Z]{2}") @Nullable
            String country) {

        /** None of it. */
        static final Address EMPTY = new Address(null, null, null, null);
    }
}
