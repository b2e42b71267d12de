package io.enterprisemode.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The address of an organization.
 *
 * @param country ISO 3166-1 alpha-2
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "BillingAddress",
        requiredProperties = {"lines"})
record AddressView(
        List<String> lines,
        @Nullable String postalCode,
        @Nullable String city,
        @Nullable String country) {

    AddressView {
        lines = List.copyOf(lines);
    }
}
