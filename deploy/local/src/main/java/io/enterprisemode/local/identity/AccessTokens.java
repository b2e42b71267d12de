package io.enterprisemode.local.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Requests access tokens from an OpenID provider, embedded or Keycloak, without a browser. */
public final class AccessTokens {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final String issuer;
    private final String producerSecret;
    private final ObjectMapper json = new ObjectMapper();

    public AccessTokens(String issuer, String producerSecret) {
        this.issuer = issuer;
        this.producerSecret = producerSecret;
    }

    /**
     * The access token of a demo user, or of the service account {@code producer}.
     *
     * @throws SuiteException when the provider does not answer, or does not know the user
     */
    public String of(String user) {
        Map<String, String> form = new LinkedHashMap<>();
        if (user.equals(Clients.PRODUCER)) {
            form.put("grant_type", "client_credentials");
            form.put("client_id", Clients.PRODUCER);
            form.put("client_secret", producerSecret);
        } else {
            form.put("grant_type", "password");
            form.put("client_id", Clients.COMMAND_LINE);
            form.put("username", user);
            form.put("password", user);
            form.put("scope", "openid");
        }
        try {
            JsonNode discovery = read(open(issuer + "/.well-known/openid-configuration"));
            HttpURLConnection connection = open(discovery.path("token_endpoint").asText());
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
            try (OutputStream body = connection.getOutputStream()) {
                body.write(Parameters.encode(form).getBytes(StandardCharsets.UTF_8));
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new SuiteException(
                        "The sign-in gives no token for '" + user + "'",
                        "Users are olivia, adam, mia, vera, otto, opal, nina and the service account producer");
            }
            return read(connection).path("access_token").asText();
        } catch (IOException e) {
            throw new SuiteException("The sign-in at " + issuer + " does not answer", "Start it with ./suite up", e);
        }
    }

    private static HttpURLConnection open(String address) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection;
    }

    private JsonNode read(HttpURLConnection connection) throws IOException {
        try (InputStream body = connection.getInputStream()) {
            return json.readTree(body);
        }
    }
}
