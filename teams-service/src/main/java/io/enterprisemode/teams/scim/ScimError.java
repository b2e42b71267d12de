package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error as SCIM tells it (RFC 7644, section 3.12).
 *
 * @param status the HTTP status as text
 * @param scimType the kind of a 400 or 409; null: none of the RFC's kinds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScimError(
        List<String> schemas, String status, @Nullable String scimType, String detail) {

    static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

    ScimError {
        schemas = List.copyOf(schemas);
    }
}
