package io.enterprisemode.client.entitlement;

import org.jspecify.annotations.Nullable;

/**
 * A feature as the plan of the organization has it.
 *
 * @param name e.g. {@code sso}
 * @param value {@code Boolean}, {@code String}, {@code Long}, {@code BigDecimal}, or an unmodifiable {@code List} or
 *     {@code Map} of them; null: the plan has none of it, or the subscription entitles to nothing now
 */
public record Feature(String name, @Nullable Object value) {

    /** Whether the organization has it: its value is true, or any other than a boolean. */
    public boolean allowed() {
        return value != null && !Boolean.FALSE.equals(value);
    }
}
