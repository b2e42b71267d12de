package io.enterprisemode.contracts.audit;

import io.enterprisemode.contracts.Require;
import org.jspecify.annotations.Nullable;

/**
 * What it was done to.
 *
 * @param type such as {@code organization}, {@code invoice}, {@code member}
 */
public record Target(String type, String id, @Nullable String name) {

    public Target {
        Require.text(type, "target.type");
        Require.text(id, "target.id");
    }
}
