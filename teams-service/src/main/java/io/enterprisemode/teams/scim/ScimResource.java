package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A resource as it is answered.
 *
 * @param location its address, relative to the origin
 */
record ScimResource(ObjectNode body, ScimVersion version, String location) {

    /** Puts {@code meta} last and makes the address. */
    static ScimResource of(
            ScimType type, String id, ObjectNode body, ScimVersion version, Instant created, Instant lastModified) {
        String location = type.location(id);
        body.putObject("meta")
                .put("resourceType", type.label())
                .put("created", created.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("lastModified", lastModified.truncatedTo(ChronoUnit.MILLIS).toString())
                .put("location", location)
                .put("version", version.tag());
        return new ScimResource(body, version, location);
    }

    /** The value of {@code schemas}. */
    static void schemas(ObjectNode body, ScimType type) {
        ArrayNode schemas = body.putArray("schemas");
        schemas.add(type.core().id());
    }
}
