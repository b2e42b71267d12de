package io.enterprisemode.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who sells or buys, as it stands on a document.
 *
 * @param name null: none was given
 * @param addressLines street, house and what else is needed, at most three
 * @param country ISO 3166-1 alpha-2
 * @param taxId without separators, in capital letters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Party(
        @JsonProperty @Nullable String name,
        @JsonProperty List<String> addressLines,
        @JsonProperty @Nullable String postalCode,
        @JsonProperty @Nullable String city,
        @JsonProperty @Nullable String country,
        @JsonProperty @Nullable String taxId,
        @JsonProperty @Nullable String email) {

    public Party {
        addressLines = List.copyOf(addressLines);
    }

    /** Nobody in particular: nothing was given. */
    public static Party unnamed() {
        return new Party(null, List.of(), null, null, null, null, null);
    }
}
