package io.enterprisemode.teams.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** How large the head of a request may be, as docs/configuration.md says. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class LargestHeadTest {

    private static final String ANYBODY = "/.well-known/authzen-configuration";

    @TestHTTPResource
    URI service;

    private HttpResponse<Void> answer(HttpClient client, String path, int fields)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .header("X-Long", "x".repeat(fields))
                .build();
        return client.send(request, BodyHandlers.discarding());
    }

    @Test
    void headerFieldsOfNearly20KibAndARequestLineOfNearly4KibAreTaken() throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
            assertThat(answer(client, ANYBODY, 20_000).statusCode()).isEqualTo(200);
            assertThat(answer(client, ANYBODY, 20_480).statusCode()).isEqualTo(431);
            assertThat(answer(client, "/" + "x".repeat(4_000), 1).statusCode()).isEqualTo(404);
            assertThat(answer(client, "/" + "x".repeat(4_096), 1).statusCode()).isEqualTo(414);
        }
    }

    @Test
    void overHttp2HeaderFieldsOfNearly8KibAreTaken() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build()) {
            assertThat(answer(client, ANYBODY, 1).version()).isEqualTo(Version.HTTP_2);

            assertThat(answer(client, ANYBODY, 7_500).statusCode()).isEqualTo(200);
            assertThat(answer(client, ANYBODY, 8_192).statusCode()).isEqualTo(431);
        }
    }
}
