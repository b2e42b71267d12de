package io.enterprisemode.client.entitlement;

import io.enterprisemode.client.internal.HttpSender;
import io.enterprisemode.client.internal.RetryAfter;
import io.enterprisemode.client.usage.Credentials;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to the service. Each of them may be repeated: it has no effect, or has it once. So a request whose
 * connection breaks is sent once more.
 *
 * @param organizationId null: the credentials belong to one organization
 */
record EntitlementsApi(
        HttpSender http, URI baseUrl, @Nullable String organizationId, Credentials credentials, Clock clock) {

    static final String PATH = "/api/billing/entitlements";

    private static final int NOT_MODIFIED = 304;
    private static final int UNAUTHORIZED = 401;

    /**
     * The answer to GET, 2xx or 304.
     *
     * @param tag of If-None-Match; null: without condition
     * @throws EntitlementsException for every other answer, and when there is none
     */
    HttpResponse<String> get(String path, @Nullable String tag) {
        return exchange(path, "GET", null, tag == null ? Map.of() : Map.of("If-None-Match", tag));
    }

    /**
     * The body of the answer to POST, 2xx.
     *
     * @param body JSON; null: none
     * @param headers besides those that every request has
     * @throws EntitlementsException for every other answer, and when there is none
     */
    String post(String path, @Nullable String body, Map<String, String> headers) {
        return exchange(path, "POST", body, headers).body();
    }

    private HttpResponse<String> exchange(
            String path, String method, @Nullable String body, Map<String, String> headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(baseUrl.resolve(path))
                    .timeout(http.timeout())
                    .header("Accept", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            if (body != null) {
                request.header("Content-Type", "application/json");
            }
            if (organizationId != null) {
                request.header("Enterprise-Org", organizationId);
            }
            headers.forEach(request::header);
            return success(authorized(request));
        } catch (IOException e) {
            throw new EntitlementsException(Problem.of(0, "No complete answer", String.valueOf(e)), Duration.ZERO, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EntitlementsException(Problem.of(0, "Interrupted", null), Duration.ZERO, e);
        }
    }

    private HttpResponse<String> authorized(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = sent(withCredentials(request, false));
        return response.statusCode() == UNAUTHORIZED ? sent(withCredentials(request, true)) : response;
    }

    private HttpRequest withCredentials(HttpRequest.Builder request, boolean refused) {
        try {
            return request.setHeader("Authorization", credentials.authorization(refused))
                    .build();
        } catch (Exception e) {
            // The application's supplier of credentials may throw any exception.
            throw new EntitlementsException(Problem.of(0, "No credentials", String.valueOf(e)), Duration.ZERO, e);
        }
    }

    private HttpResponse<String> sent(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request);
        } catch (HttpTimeoutException | ConnectException e) {
            throw e;
        } catch (IOException e) {
            // A connection that was idle may be closed by the other side at the moment at which it is used again.
            return http.send(request);
        }
    }

    private HttpResponse<String> success(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2 || status == NOT_MODIFIED) {
            return response;
        }
        throw new EntitlementsException(
                Problem.ofAnswer(status, response.body()), RetryAfter.of(response.headers(), clock.instant()), null);
    }

    /** A success that cannot be read, for example the page of a proxy. */
    static EntitlementsException unreadable(String answer, @Nullable Throwable cause) {
        return new EntitlementsException(
                Problem.of(0, "The answer cannot be read", Problem.beginning(answer)), Duration.ZERO, cause);
    }
}
