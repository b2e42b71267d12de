package io.enterprisemode.testkit.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.enterprisemode.testkit.jvm.OncePerJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A small OpenID provider: discovery, keys, the code flow with PKCE (nobody has to sign in: the person is the
 * {@code login_hint}, by default {@code olivia}), client credentials and refresh tokens. It accepts every client and
 * secret. A refresh token is good once, and the session is over when it is used again, as with Keycloak's "revoke
 * refresh token"; it can be revoked (RFC 7009), and is when the session is ended. Tests may ask at {@code /authorize}
 * for tokens of a {@code lifetime} in seconds, or for an {@code error} in place of a sign-in.
 */
public final class IdentityServer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "/enterprise";
    private static final String SESSION = "session";

    private static @Nullable Map<String, String> settings;

    private final String issuer;
    private final SigningKeys keys;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> refreshTokens = new ConcurrentHashMap<>();
    /** Refresh tokens that were used, with the session that they were of. */
    private final Map<String, String> used = new ConcurrentHashMap<>();

    private IdentityServer(String issuer, SigningKeys keys) {
        this.issuer = issuer;
        this.keys = keys;
    }

    /** Its issuer, which is the base of its addresses. */
    public static String issuer() {
        return OncePerJvm.setting(IdentityServer.class, "issuer");
    }

    /** Its keys. */
    public static SigningKeys keys() {
        return SigningKeys.decode(OncePerJvm.start(IdentityServer.class));
    }

    static synchronized Map<String, String> start() {
        if (settings == null) {
            try {
                HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                String issuer = "http://localhost:" + http.getAddress().getPort() + ROOT;
                SigningKeys keys = SigningKeys.generate();
                IdentityServer server = new IdentityServer(issuer, keys);
                http.createContext(ROOT, server::handle);
                http.setExecutor(Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("oidc-", 0).factory()));
                http.start();
                Map<String, String> started = new LinkedHashMap<>(keys.encoded());
                started.put("issuer", issuer);
                settings = Map.copyOf(started);
            } catch (IOException e) {
                throw new UncheckedIOException("The OpenID provider did not start", e);
            }
        }
        return settings;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(ROOT.length());
            switch (path) {
                case "/.well-known/openid-configuration" -> json(exchange, 200, discovery());
                case "/jwks" -> json(exchange, 200, keys.jwks());
                case "/authorize" ->
                    authorize(exchange, form(exchange.getRequestURI().getRawQuery()));
                case "/token" -> token(exchange, form(body(exchange)));
                case "/revoke" -> revoke(exchange, form(body(exchange)));
                case "/logout" -> logout(exchange, form(exchange.getRequestURI().getRawQuery()));
                default -> json(exchange, 404, Map.of("error", "not_found"));
            }
        }
    }

    private Map<String, Object> discovery() {
        return Map.of(
                "issuer",
                issuer,
                "revocation_endpoint",
                issuer + "/revoke",
                "jwks_uri",
                issuer + "/jwks",
                "authorization_endpoint",
                issuer + "/authorize",
                "token_endpoint",
                issuer + "/token",
                "end_session_endpoint",
                issuer + "/logout",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("RS256", "ES256"),
                "code_challenge_methods_supported",
                List.of("S256"));
    }

    private void authorize(HttpExchange exchange, Map<String, String> query) throws IOException {
        String redirect = query.get("redirect_uri");
        if (redirect == null) {
            json(exchange, 400, Map.of("error", "invalid_request"));
            return;
        }
        String state = query.containsKey("state") ? "&state=" + encode(query.getOrDefault("state", "")) : "";
        String back = redirect + (redirect.contains("?") ? "&" : "?");
        if (query.containsKey("error")) {
            redirect(exchange, back + "error=" + encode(query.getOrDefault("error", "")) + state);
            return;
        }
        String code = SigningKeys.random();
        codes.put(code, query);
        redirect(exchange, back + "code=" + code + state);
    }

    private void token(HttpExchange exchange, Map<String, String> form) throws IOException {
        switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> redeem(exchange, form);
            case "refresh_token" -> refresh(exchange, form);
            case "client_credentials" -> {
                String client = client(exchange, form);
                Tokens token = Tokens.issuedBy(issuer, keys).subject(client);
                json(
                        exchange,
                        200,
                        Map.of(
                                "access_token",
                                client.equals("producer")
                                        ? token.roles("usage:backfill").signed()
                                        : token.signed(),
                                "token_type",
                                "Bearer",
                                "expires_in",
                                3600));
            }
            default -> json(exchange, 400, Map.of("error", "unsupported_grant_type"));
        }
    }

    private void redeem(HttpExchange exchange, Map<String, String> form) throws IOException {
        Map<String, String> request = codes.remove(form.getOrDefault("code", ""));
        if (request == null || !challenged(request, form)) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, String> session = new HashMap<>(request);
        session.put(SESSION, SigningKeys.random());
        issue(exchange, session, request.get("nonce"));
    }

    private void refresh(HttpExchange exchange, Map<String, String> form) throws IOException {
        String token = form.getOrDefault("refresh_token", "");
        Map<String, String> request = refreshTokens.remove(token);
        if (request == null) {
            String ended = used.getOrDefault(token, "");
            refreshTokens.values().removeIf(other -> ended.equals(other.get(SESSION)));
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        used.put(token, request.getOrDefault(SESSION, ""));
        issue(exchange, request, null);
    }

    private void issue(HttpExchange exchange, Map<String, String> request, @Nullable String nonce) throws IOException {
        String subject = request.getOrDefault("login_hint", "olivia");
        long lifetime = Long.parseLong(request.getOrDefault("lifetime", "3600"));
        String refreshToken = SigningKeys.random();
        refreshTokens.put(refreshToken, request);
        Instant expiry = Instant.now().plusSeconds(lifetime);
        Tokens identity = Tokens.issuedBy(issuer, keys)
                .person(subject)
                .audience(request.getOrDefault("client_id", ""))
                .expiresAt(expiry);
        if (nonce != null) {
            identity = identity.claim("nonce", nonce);
        }
        json(
                exchange,
                200,
                Map.of(
                        "access_token",
                        Tokens.issuedBy(issuer, keys)
                                .person(subject)
                                .expiresAt(expiry)
                                .signed(),
                        "id_token",
                        identity.signed(),
                        "refresh_token",
                        refreshToken,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        lifetime));
    }

    private static boolean challenged(Map<String, String> request, Map<String, String> form) {
        String challenge = request.get("code_challenge");
        if (challenge == null) {
            return true;
        }
        try {
            byte[] verifier = form.getOrDefault("code_verifier", "").getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).equals(challenge);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void revoke(HttpExchange exchange, Map<String, String> form) throws IOException {
        refreshTokens.remove(form.getOrDefault("token", ""));
        exchange.sendResponseHeaders(200, -1);
    }

    private static void logout(HttpExchange exchange, Map<String, String> query) throws IOException {
        String target = query.get("post_logout_redirect_uri");
        if (target == null) {
            json(exchange, 200, Map.of("signedOut", true));
        } else {
            redirect(exchange, target);
        }
    }

    private static String client(HttpExchange exchange, Map<String, String> form) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null && authorization.startsWith("Basic ")) {
            byte[] pair = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
            String client = new String(pair, StandardCharsets.UTF_8).split(":", 2)[0];
            return URLDecoder.decode(client, StandardCharsets.UTF_8);
        }
        return form.getOrDefault("client_id", "");
    }

    private static Map<String, String> form(@Nullable String encoded) {
        Map<String, String> form = new LinkedHashMap<>();
        if (encoded != null && !encoded.isEmpty()) {
            for (String pair : encoded.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                form.put(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
            }
        }
        return form;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> content) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(content);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
