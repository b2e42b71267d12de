package io.enterprisemode.systemtests.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Somebody who sends requests to one address, each with the same headers. Immutable; may be used by many threads. */
public final class Caller {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final HttpClient SHARED = client().build();

    private final HttpClient http;
    private final URI base;
    private final Map<String, String> headers;

    private Caller(HttpClient http, URI base, Map<String, String> headers) {
        this.http = http;
        this.base = base;
        this.headers = headers;
    }

    /** Somebody without a credential. */
    public static Caller at(URI base) {
        return new Caller(SHARED, base, Map.of());
    }

    /** Somebody with cookies, as a browser has them; redirects are not followed. */
    public static Caller withCookies(URI base, CookieHandler cookies) {
        return new Caller(client().cookieHandler(cookies).build(), base, Map.of());
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
    }

    /** The same caller with a header more, or another value of it. */
    public Caller with(String header, String value) {
        Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(header, value);
        return new Caller(http, base, more);
    }

    /** The same caller with a token or an API key. */
    public Caller bearing(String credential) {
        return with("Authorization", "Bearer " + credential);
    }

    /** The same caller, who names the organization. */
    public Caller in(String organizationId) {
        return with("Enterprise-Org", organizationId);
    }

    /** The same caller at another address. */
    public Caller to(URI other) {
        return new Caller(http, other, headers);
    }

    public Answer get(String path) {
        return send("GET", path, null, new byte[0]);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, new byte[0]);
    }

    /** Posts something as JSON. */
    public Answer post(String path, Object body) {
        return send("POST", path, "application/json", json(body));
    }

    /** Posts with an {@code Idempotency-Key}. */
    public Answer post(String path, Object body, String idempotencyKey) {
        return with("Idempotency-Key", idempotencyKey).post(path, body);
    }

    public Answer put(String path, Object body) {
        return send("PUT", path, "application/json", json(body));
    }

    public Answer patch(String path, Object body) {
        return send("PATCH", path, "application/json", json(body));
    }

    /**
     * Sends a request.
     *
     * @param path of this address, with query; or an absolute address
     * @param contentType null: no body
     * @throws UncheckedIOException when no answer comes
     */
    public Answer send(String method, String path, @Nullable String contentType, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .method(method, publisher(contentType, body));
        headers.forEach(request::setHeader);
        if (contentType != null) {
            request.setHeader("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(method + " " + path, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static HttpRequest.BodyPublisher publisher(@Nullable String contentType, byte[] body) {
        return contentType == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body);
    }

    /** The address. */
    @Override
    public String toString() {
        return base.toString();
    }

    /** What is sent for a value: text and bytes as they are, everything else as JSON. */
    private static byte[] json(Object body) {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
