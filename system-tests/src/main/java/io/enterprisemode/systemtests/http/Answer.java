package io.enterprisemode.systemtests.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.Optional;

/**
 * What came back.
 *
 * @param request method and path, for messages
 */
public record Answer(String request, int status, HttpHeaders headers, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 1_000;
    private static final String SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    /** The body as JSON; a missing node when there is none. */
    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    /** The first header of a name, in any case. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The media type without its parameters, empty when there is none. */
    public String mediaType() {
        return header("Content-Type").map(type -> type.split(";", 2)[0].strip()).orElse("");
    }

    /**
     * Whether an error has the form that errors have at its path: SCIM's (RFC 7644, 3.12) below /scim/v2, else a
     * problem document (RFC 9457).
     */
    public boolean hasErrorForm() {
        return isScim()
                ? mediaType().equals("application/scim+json")
                        && json().path("schemas").path(0).asText().equals(SCIM_ERROR)
                        && json().path("status").asText().equals(Integer.toString(status))
                : mediaType().equals("application/problem+json");
    }

    /** Whether it came from the interface that identity providers use. */
    public boolean isScim() {
        return request.contains(" /scim/v2");
    }

    /** This answer, when it has one of the statuses. */
    public Answer expect(int... statuses) {
        if (Arrays.stream(statuses).noneMatch(expected -> expected == status)) {
            throw new AssertionError("expected " + Arrays.toString(statuses) + " but was " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return request + " -> " + status + " " + body.substring(0, Math.min(body.length(), SHOWN));
    }
}
