package io.enterprisemode.teams.scim;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The types of resources (RFC 7643, section 6). */
enum ScimType {
    USER("User", "/Users"),
    GROUP("Group", "/Groups");

    /** Where all of SCIM lives. */
    static final String BASE = "/scim/v2";

    private final String label;
    private final String endpoint;

    ScimType(String label, String endpoint) {
        this.label = label;
        this.endpoint = endpoint;
    }

    /** The name in {@code meta.resourceType}. */
    String label() {
        return label;
    }

    /** The path below {@link #BASE}. */
    String endpoint() {
        return endpoint;
    }

    ScimSchema core() {
        return switch (this) {
            case USER -> ScimSchema.USER;
            case GROUP -> ScimSchema.GROUP;
        };
    }

    List<ScimSchema> extensions() {
        return switch (this) {
            case USER -> List.of(ScimSchema.ENTERPRISE_USER, ScimSchema.MEMBERSHIP);
            case GROUP -> List.of();
        };
    }

    /** The address of a resource, relative to the origin. */
    String location(String id) {
        return BASE + endpoint + "/" + id;
    }

    /** The extension of this URN, without regard to case. */
    Optional<ScimSchema> extension(String urn) {
        return extensions().stream()
                .filter(schema -> schema.id().equalsIgnoreCase(urn))
                .findFirst();
    }

    /** The schema of this URN; the core schema for none. */
    Optional<ScimSchema> schema(@Nullable String urn) {
        return urn == null
                ? Optional.of(core())
                : Stream.concat(Stream.of(core()), extensions().stream())
                        .filter(schema -> schema.id().equalsIgnoreCase(urn))
                        .findFirst();
    }
}
