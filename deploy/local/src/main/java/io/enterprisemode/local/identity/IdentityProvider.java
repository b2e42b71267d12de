package io.enterprisemode.local.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.enterprisemode.local.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenID provider for this machine: discovery, keys, the authorization code flow with PKCE (RFC 7636), client
 * credentials, refresh and, for the command line, the password grant. It has the {@link DemoUser}s only and accepts a
 * sign-in as any of them without a proof. It checks everything else as a real provider does: clients and their secrets,
 * addresses to return to, codes, proofs.
 */
public final class IdentityProvider {

    private static final int LARGEST_BODY = 65_536;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final List<String> CARRIED = List.of(
            "client_id",
            "redirect_uri",
            "response_type",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "response_mode");

    private final HttpServer server;
    private final ExecutorService executor;
    private final String issuer;
    private final Tokens tokens;
    private final Clients clients;
    private final TokenEndpoint tokenEndpoint;
    private final AuthorizationCodes codes;
    private final ObjectMapper json = new ObjectMapper();

    private IdentityProvider(HttpServer server, Tokens tokens, Clients clients, Clock clock) {
        this.server = server;
        this.executor = Executors.newVirtualThreadPerTaskExecutor();
        this.issuer = tokens.issuer();
        this.tokens = tokens;
        this.clients = clients;
        this.codes = new AuthorizationCodes(clock);
        this.tokenEndpoint = new TokenEndpoint(tokens, clients, codes);
    }

    /**
     * Starts on the port of the loopback address.
     *
     * @param issuer the address as tokens name it; its path is where this provider answers
     * @param gatewaySecret the secret of the gateway's client
     * @param secrets the folder with the signing key and the other secrets
     */
    public static IdentityProvider start(
            int port, String issuer, String gatewayClient, String gatewaySecret, Path secrets) throws IOException {
        Clock clock = Clock.systemUTC();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        IdentityProvider provider = new IdentityProvider(
                server,
                Tokens.of(issuer, secrets, clock),
                Clients.of(gatewayClient, gatewaySecret, Secrets.in(secrets)),
                clock);
        provider.serve();
        return provider;
    }

    /** Stops answering. */
    public void stop() {
        server.stop(0);
        executor.close();
    }

    private void serve() {
        String path = URI.create(issuer).getPath();
        server.setExecutor(executor);
        route(path + "/.well-known/openid-configuration", exchange -> answer(exchange, 200, discovery()));
        route(path + "/certs", exchange -> answer(exchange, 200, tokens.keySet()));
        route(path + "/authorize", this::authorize);
        route(path + "/token", this::token);
        route(path + "/userinfo", this::userinfo);
        route(path + "/logout", this::logout);
        server.start();
    }

    private void route(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (exchange.getRequestURI().getPath().equals(path)) {
                    handler.handle(exchange);
                } else {
                    page(exchange, 404, SignInPage.message("Not found", "There is nothing at this address."));
                }
            }
        });
    }

    private Map<String, Object> discovery() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer);
        document.put("authorization_endpoint", issuer + "/authorize");
        document.put("token_endpoint", issuer + "/token");
        document.put("userinfo_endpoint", issuer + "/userinfo");
        document.put("end_session_endpoint", issuer + "/logout");
        document.put("jwks_uri", issuer + "/certs");
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put(
                "grant_types_supported",
                List.of("authorization_code", "refresh_token", "client_credentials", "password"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put("scopes_supported", List.of("openid", "profile", "email", "offline_access"));
        document.put(
                "token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post", "none"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("claims_supported", List.of("sub", "name", "preferred_username", "email", "roles"));
        document.put("authorization_response_iss_parameter_supported", true);
        return document;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = Parameters.of(exchange, LARGEST_BODY);
        String client = parameters.getOrDefault("client_id", "");
        String returnTo = parameters.getOrDefault("redirect_uri", "");
        if (!clients.knows(client)) {
            page(
                    exchange,
                    400,
                    SignInPage.message("Cannot sign in", "The application '" + client + "' is not known here."));
        } else if (!isLoopback(returnTo)) {
            page(
                    exchange,
                    400,
                    SignInPage.message("Cannot sign in", "This sign-in leads back to addresses of this machine only."));
        } else if (!"code".equals(parameters.get("response_type"))) {
            refuse(exchange, parameters, "unsupported_response_type", "only the authorization code flow is offered");
        } else if (!parameters.containsKey("code_challenge")
                || !"S256".equals(parameters.get("code_challenge_method"))) {
            refuse(exchange, parameters, "invalid_request", "a code_challenge with method S256 is needed (PKCE)");
        } else {
            choose(exchange, parameters, client, returnTo);
        }
    }

    private void choose(HttpExchange exchange, Map<String, String> parameters, String client, String returnTo)
            throws IOException {
        Map<String, String> carried = new LinkedHashMap<>(parameters);
        carried.keySet().retainAll(CARRIED);
        if (!exchange.getRequestMethod().equals("POST")) {
            page(exchange, 200, SignInPage.choose(carried, parameters.getOrDefault("login_hint", ""), ""));
            return;
        }
        String name = parameters.getOrDefault("user", "");
        Optional<DemoUser> user = DemoUser.named(name);
        if (user.isEmpty()) {
            page(
                    exchange,
                    400,
                    SignInPage.choose(carried, name, "There is no user '" + name + "'. Choose one of the list."));
            return;
        }
        String code = codes.issue(new AuthorizationCodes.Grant(
                user.get(),
                client,
                returnTo,
                parameters.getOrDefault("scope", ""),
                Optional.ofNullable(parameters.get("nonce")),
                parameters.getOrDefault("code_challenge", "")));
        leadBack(exchange, parameters, Map.of("code", code));
    }

    private void refuse(HttpExchange exchange, Map<String, String> parameters, String error, String description)
            throws IOException {
        leadBack(exchange, parameters, Map.of("error", error, "error_description", description));
    }

    private void leadBack(HttpExchange exchange, Map<String, String> parameters, Map<String, String> result)
            throws IOException {
        Map<String, String> query = new LinkedHashMap<>(result);
        Optional.ofNullable(parameters.get("state")).ifPresent(state -> query.put("state", state));
        query.put("iss", issuer);
        redirect(exchange, Parameters.append(parameters.getOrDefault("redirect_uri", ""), query));
    }

    private void token(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            answer(exchange, 405, Map.of("error", "invalid_request", "error_description", "POST a form"));
            return;
        }
        TokenEndpoint.Answer answer = tokenEndpoint.answer(
                Parameters.of(exchange, LARGEST_BODY),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
        answer(exchange, answer.status(), answer.body());
    }

    private void userinfo(HttpExchange exchange) throws IOException {
        String header = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        Optional<Map<String, Object>> claims = header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? tokens.verify(header.substring("bearer ".length()).strip())
                : Optional.empty();
        Optional<DemoUser> user =
                claims.map(known -> String.valueOf(known.get("sub"))).flatMap(DemoUser::named);
        if (user.isEmpty()) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            answer(exchange, 401, Map.of("error", "invalid_token"));
            return;
        }
        answer(exchange, 200, user.get().claims());
    }

    private void logout(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = Parameters.of(exchange, LARGEST_BODY);
        String returnTo = parameters.getOrDefault("post_logout_redirect_uri", "");
        if (isLoopback(returnTo)) {
            Map<String, String> query = new LinkedHashMap<>();
            Optional.ofNullable(parameters.get("state")).ifPresent(state -> query.put("state", state));
            redirect(exchange, Parameters.append(returnTo, query));
        } else {
            page(exchange, 200, SignInPage.message("Signed out", "You can close this window."));
        }
    }

    private static boolean isLoopback(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null
                    && LOOPBACK.contains(uri.getHost())
                    && Set.of("http", "https")
                            .contains(Optional.ofNullable(uri.getScheme()).orElse(""))
                    && uri.getRawUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void redirect(HttpExchange exchange, String address) throws IOException {
        exchange.getResponseHeaders().set("Location", address);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(303, -1);
    }

    private static void page(HttpExchange exchange, int status, String html) throws IOException {
        exchange.getResponseHeaders().set("Content-Security-Policy", SignInPage.CONTENT_SECURITY_POLICY);
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        send(exchange, status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange, int status, Map<String, Object> body) throws IOException {
        send(exchange, status, "application/json", json.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
