package io.enterprisemode.teams.scim;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of resources: UUIDs, which SCIM knows as texts. */
final class ScimId {

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private ScimId() {}

    /** The id in this text; empty when it is the id of nothing here. */
    static Optional<UUID> parse(String text) {
        return UUID_TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
