package io.enterprisemode.local.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.local.Secrets;
import io.enterprisemode.local.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityProviderTest {

    private static final String CLIENT = "enterprise-gateway";
    private static final String SECRET = "gateway-secret";
    private static final String RETURN_TO = "http://localhost:8080/callback?kept=1";
    private static final String VERIFIER = "a-verifier-that-is-at-least-forty-three-characters-long";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static String issuer;
    private static IdentityProvider provider;
    private static HttpClient http;

    @BeforeAll
    static void start() throws IOException {
        int port = Ports.free(1).getFirst();
        issuer = "http://localhost:" + port + "/realms/enterprise";
        provider = IdentityProvider.start(port, issuer, CLIENT, SECRET, folder.resolve("secrets"));
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        provider.stop();
    }

    @Test
    void aPersonSignsInOnThePageAndTheGatewayGetsTokens() throws Exception {
        HttpResponse<String> page = get(authorizeAddress(Map.of()));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("Olivia Owner", "name=\"state\" value=\"the &quot;state\"");

        Map<String, String> result = signIn("olivia", Map.of());
        assertThat(result)
                .containsEntry("state", "the \"state")
                .containsEntry("iss", issuer)
                .containsEntry("kept", "1");

        HttpResponse<String> answer = redeem(result.get("code"), VERIFIER, SECRET, RETURN_TO);
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode access =
                claims(JSON.readTree(answer.body()).path("access_token").asText());
        assertThat(access.path("iss").asText()).isEqualTo(issuer);
        assertThat(access.path("sub").asText()).isEqualTo("olivia");
        assertThat(access.path("aud").path(0).asText()).isEqualTo("enterprise-mode");
        assertThat(access.path("name").asText()).isEqualTo("Olivia Owner");
        JsonNode identity = claims(JSON.readTree(answer.body()).path("id_token").asText());
        assertThat(identity.path("aud").asText()).isEqualTo(CLIENT);
        assertThat(identity.path("nonce").asText()).isEqualTo("the-nonce");
    }

    @Test
    void aCodeIsGoodOnce() throws Exception {
        String code = signIn("adam", Map.of()).get("code");

        assertThat(redeem(code, VERIFIER, SECRET, RETURN_TO).statusCode()).isEqualTo(200);
        assertThat(redeem(code, VERIFIER, SECRET, RETURN_TO).body()).contains("invalid_grant");
    }

    @Test
    void aCodeIsWorthNothingWithoutItsProofItsAddressOrTheSecret() throws Exception {
        assertThat(redeem(signIn("adam", Map.of()).get("code"), VERIFIER + "x", SECRET, RETURN_TO)
                        .body())
                .contains("invalid_grant");
        assertThat(redeem(signIn("adam", Map.of()).get("code"), VERIFIER, SECRET, "http://localhost:1/")
                        .body())
                .contains("invalid_grant");
        HttpResponse<String> wrongSecret = redeem(signIn("adam", Map.of()).get("code"), VERIFIER, "guess", RETURN_TO);
        assertThat(wrongSecret.statusCode()).isEqualTo(401);
        assertThat(wrongSecret.body()).contains("invalid_client");
    }

    @Test
    void somebodyElseIsRefusedOnThePage() throws Exception {
        Map<String, String> form = request(Map.of());
        form.put("user", "mallory<script>");

        HttpResponse<String> page = post("/authorize", form);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body())
                .contains("There is no user", "mallory&lt;script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void nobodyIsLedToAForeignAddress() throws Exception {
        for (String foreign : new String[] {
            "https://evil.example/",
            "http://localhost@evil.example/",
            "javascript:alert(1)",
            "//evil.example",
            "not an address"
        }) {
            assertThat(get(authorizeAddress(Map.of("redirect_uri", foreign))).statusCode())
                    .as(foreign)
                    .isEqualTo(400);
        }
    }

    @Test
    void theFlowNeedsPkce() throws Exception {
        HttpResponse<String> answer = get(authorizeAddress(Map.of("code_challenge_method", "plain")));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .startsWith("http://localhost:8080/callback?kept=1&")
                .contains("&error=invalid_request");
    }

    @Test
    void aRefreshTokenGivesNewTokensAndIsNoAccessToken() throws Exception {
        HttpResponse<String> first = redeem(signIn("opal", Map.of()).get("code"), VERIFIER, SECRET, RETURN_TO);
        String refreshToken = JSON.readTree(first.body()).path("refresh_token").asText();

        HttpResponse<String> second = post(
                "/token",
                Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", refreshToken,
                        "client_id", CLIENT,
                        "client_secret", SECRET));

        JsonNode access =
                claims(JSON.readTree(second.body()).path("access_token").asText());
        assertThat(access.path("roles").path(0).asText()).isEqualTo("operator");
        assertThat(claims(refreshToken).path("aud").asText()).isEqualTo(issuer);
    }

    @Test
    void theServiceAccountNeedsItsSecret() throws Exception {
        String secret = Clients.producerSecret(Secrets.in(folder.resolve("secrets")));

        HttpResponse<String> right = post(
                "/token", Map.of("grant_type", "client_credentials", "client_id", "producer", "client_secret", secret));
        HttpResponse<String> wrong = post(
                "/token",
                Map.of("grant_type", "client_credentials", "client_id", "producer", "client_secret", "guess"));

        JsonNode access =
                claims(JSON.readTree(right.body()).path("access_token").asText());
        assertThat(access.path("sub").asText()).isEqualTo("producer");
        assertThat(access.path("roles").path(0).asText()).isEqualTo("usage:backfill");
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    @Test
    void onlyTheCommandLineTradesNamesForTokens() throws Exception {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "grant_type", "password", "client_id", "enterprise-cli", "username", "vera", "password", "vera"));
        assertThat(post("/token", form).statusCode()).isEqualTo(200);

        form.put("password", "guess");
        assertThat(post("/token", form).body()).contains("invalid_grant");

        form.putAll(Map.of("password", "vera", "client_id", CLIENT, "client_secret", SECRET));
        assertThat(post("/token", form).body()).contains("unauthorized_client");
    }

    @Test
    void aTokenOfAnotherKeyOrAnExpiredOneIsNotBelieved() throws Exception {
        Tokens foreign = Tokens.of(issuer, folder.resolve("other"), Clock.systemUTC());
        Clock yesterday = Clock.fixed(Instant.now().minus(Duration.ofDays(1)), ZoneOffset.UTC);
        Tokens expired = Tokens.of(issuer, folder.resolve("secrets"), yesterday);
        Tokens ours = Tokens.of(issuer, folder.resolve("secrets"), Clock.systemUTC());

        assertThat(userinfo(foreign.access(DemoUser.MIA.claims()))).isEqualTo(401);
        assertThat(userinfo(expired.access(DemoUser.MIA.claims()))).isEqualTo(401);
        assertThat(userinfo(ours.access(DemoUser.MIA.claims()))).isEqualTo(200);
    }

    @Test
    void theKeyInTheDocumentIsTheOneThatSigned() throws Exception {
        JsonNode keys = JSON.readTree(get(issuer + "/certs").body()).path("keys");
        String token =
                Tokens.of(issuer, folder.resolve("secrets"), Clock.systemUTC()).access(DemoUser.MIA.claims());
        String header = new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[0]), StandardCharsets.UTF_8);

        assertThat(keys).hasSize(1);
        assertThat(JSON.readTree(header).path("kid")).isEqualTo(keys.path(0).path("kid"));
        assertThat(keys.path(0).has("d")).isFalse();
    }

    @Test
    void signingOutLeadsBackToThisMachineOnly() throws Exception {
        assertThat(get(issuer + "/logout?post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8080%2F&state=s")
                        .headers()
                        .firstValue("Location"))
                .contains("http://localhost:8080/?state=s");
        assertThat(get(issuer + "/logout?post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void unknownPathsAndMethodsAreAnsweredProperly() throws Exception {
        assertThat(get(issuer + "/token").statusCode()).isEqualTo(405);
        assertThat(get(issuer + "/authorize/more").statusCode()).isEqualTo(404);
        assertThat(get(issuer + "/nothing").statusCode()).isEqualTo(404);
    }

    private static Map<String, String> signIn(String user, Map<String, String> changes) throws Exception {
        Map<String, String> form = request(changes);
        form.put("user", user);
        HttpResponse<String> answer = post("/authorize", form);
        assertThat(answer.statusCode()).isEqualTo(303);
        Map<String, String> result = new LinkedHashMap<>();
        String query = URI.create(answer.headers().firstValue("Location").orElseThrow())
                .getRawQuery();
        Arrays.stream(query.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> result.put(Parameters.decode(pair[0]), Parameters.decode(pair[1])));
        return result;
    }

    private static HttpResponse<String> redeem(String code, String verifier, String secret, String returnTo)
            throws Exception {
        return post(
                "/token",
                Map.of(
                        "grant_type", "authorization_code",
                        "code", code,
                        "code_verifier", verifier,
                        "redirect_uri", returnTo,
                        "client_id", CLIENT,
                        "client_secret", secret));
    }

    private static Map<String, String> request(Map<String, String> changes) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
        Map<String, String> request = new LinkedHashMap<>(Map.of(
                "client_id", CLIENT,
                "redirect_uri", RETURN_TO,
                "response_type", "code",
                "scope", "openid profile",
                "state", "the \"state",
                "nonce", "the-nonce",
                "code_challenge", Base64.getUrlEncoder().withoutPadding().encodeToString(digest),
                "code_challenge_method", "S256"));
        request.putAll(changes);
        return request;
    }

    private static String authorizeAddress(Map<String, String> changes) throws Exception {
        return issuer + "/authorize?" + Parameters.encode(request(changes));
    }

    private static JsonNode claims(String token) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private static int userinfo(String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + "/userinfo"))
                .header("Authorization", "Bearer " + token)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private static HttpResponse<String> get(String address) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(issuer + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(Parameters.encode(form)))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
