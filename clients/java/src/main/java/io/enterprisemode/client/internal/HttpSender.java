package io.enterprisemode.client.internal;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends a request and waits for its whole answer.
 *
 * @param client that holds the connections
 * @param timeout how long the request may take, from its start to the last byte of its answer
 */
public record HttpSender(HttpClient client, Duration timeout) {

    /** The client to use where the application gives none. */
    public static HttpClient standardClient(Duration timeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * The answer to a request. The timeout of a request of the JDK ends with the headers of its answer; this one holds
     * for the body as well.
     *
     * @throws HttpTimeoutException when there is no complete answer in time
     * @throws IOException when the connection fails; whether the request arrived may be unknown
     */
    public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            HttpTimeoutException late = new HttpTimeoutException("no complete answer within " + timeout);
            late.initCause(e);
            throw late;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            // Ends the exchange when it is still under way, and has no effect otherwise.
            answer.cancel(true);
        }
    }
}
