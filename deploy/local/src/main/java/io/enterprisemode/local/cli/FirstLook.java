package io.enterprisemode.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.identity.DemoUser;
import io.enterprisemode.local.suite.LocalSuite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

/**
 * Requests the dashboard's figures until every service has contributed, so that the first person does not wait for the
 * slow first request to a new process. If they are not complete in time, the page shows what is missing.
 */
final class FirstLook {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private FirstLook() {}

    /** Whether everything was there in time. */
    static boolean at(LocalSuite suite) {
        URI summary = suite.baseUrl(ServiceName.GATEWAY).resolve("/api/enterprise/summary");
        HttpRequest request = HttpRequest.newBuilder(summary)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + suite.token(DemoUser.OLIVIA.subject()))
                .build();
        Instant deadline = Instant.now().plus(PATIENCE);
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            do {
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200 && isComplete(JSON.readTree(answer.body()))) {
                    return true;
                }
            } while (Instant.now().isBefore(deadline));
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean isComplete(JsonNode summary) {
        return !summary.path("parts").isEmpty()
                && summary.path("parts")
                        .valueStream()
                        .allMatch(part -> part.path("status").asText().equals("ok"));
    }
}
