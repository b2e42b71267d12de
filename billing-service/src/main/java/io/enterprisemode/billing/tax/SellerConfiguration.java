package io.enterprisemode.billing.tax;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Optional;

/** Who sells, as it stands on every document. */
@ConfigMapping(prefix = "enterprise.invoicing.seller")
interface SellerConfiguration {

    @WithDefault("Enterprise Mode demo")
    String name();

    /** At most three, separated by commas; a comma within a line is written with a backslash before it. */
    @WithDefault("1 Example Street")
    @Size(max = BillingProfileRules.MOST_LINES)
    List<String> addressLines();

    @WithDefault("00000")
    Optional<String> postalCode();

    @WithDefault("Example City")
    Optional<String> city();

    /** ISO 3166-1 alpha-2. */
    @WithDefault("US")
    @Pattern(regexp = "[A-Z]{2}")
    String country();

    /** Without separators; none by default. */
    Optional<String> taxId();

    @WithDefault("billing@enterprise-mode.example")
    Optional<String> email();

    /** The same as a party of a document. */
    default Party party() {
        return new Party(
                name(),
                addressLines(),
                postalCode().orElse(null),
                city().orElse(null),
                country(),
                taxId().orElse(null),
                email().orElse(null));
    }
}
