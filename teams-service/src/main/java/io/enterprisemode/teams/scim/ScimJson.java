package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.web.json.JsonUnicode;
import io.enterprisemode.web.json.StrictJsonBodies;
import io.enterprisemode.web.text.JsonLimits;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Messages of SCIM on their way in and out (RFC 7644, section 3.8). */
@ApplicationScoped
class ScimJson {

    static final String MEDIA_TYPE = "application/scim+json";

    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private final ObjectMapper json;

    ScimJson(ObjectMapper json) {
        this.json = json;
    }

    /** The JSON of a body; told as SCIM tells errors when it is none. */
    JsonNode read(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw ScimProblems.INVALID_SYNTAX.with("The body is empty.");
        }
        if (!JsonUnicode.isValid(body, 0, body.length)) {
            throw ScimProblems.INVALID_SYNTAX.with(StrictJsonBodies.DETAIL);
        }
        try {
            JsonNode read = json.readTree(body);
            if (read == null || !read.isObject()) {
                throw ScimProblems.INVALID_SYNTAX.with("The body must be a JSON object.");
            }
            return read;
        } catch (IOException e) {
            throw ScimProblems.INVALID_SYNTAX.with(JsonLimits.detail(e));
        }
    }

    static RestResponse<ObjectNode> created(ScimResource resource) {
        return RestResponse.ResponseBuilder.create(Status.CREATED, resource.body())
                .header(HttpHeaders.LOCATION, resource.location())
                .header(HttpHeaders.ETAG, resource.version().tag())
                .build();
    }

    static RestResponse<ObjectNode> ok(ScimResource resource) {
        return RestResponse.ResponseBuilder.ok(resource.body())
                .header(HttpHeaders.ETAG, resource.version().tag())
                .build();
    }

    /** 304 when the client has this version already. */
    static RestResponse<ObjectNode> ok(ScimResource resource, @Nullable String ifNoneMatch) {
        return resource.version().isKnown(ifNoneMatch)
                ? RestResponse.ResponseBuilder.<ObjectNode>create(Status.NOT_MODIFIED)
                        .header(HttpHeaders.ETAG, resource.version().tag())
                        .build()
                : ok(resource);
    }

    ObjectNode list(ScimPage page) {
        ObjectNode list = json.createObjectNode();
        list.putArray("schemas").add(LIST);
        list.put("totalResults", page.total());
        list.put("startIndex", page.startIndex());
        list.put("itemsPerPage", page.resources().size());
        ArrayNode resources = list.putArray("Resources");
        page.resources().forEach(resource -> resources.add(resource.body()));
        return list;
    }
}
