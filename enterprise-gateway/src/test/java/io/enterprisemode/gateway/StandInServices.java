package io.enterprisemode.gateway;

import com.sun.net.httpserver.HttpServer;
import io.enterprisemode.contracts.access.PrincipalId;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * Stands in for the four services behind the gateway, on loopback: what one of them answers is set by a test, what it
 * was asked is kept. The real services stand behind the real gateway in the system tests.
 */
public final class StandInServices implements QuarkusTestResourceLifecycleManager {

    static final List<String> NAMES = List.of("teams", "billing", "reporting", "audit");

    /** What the documents of a summary look like while nothing is in them; a test says what is. */
    private static final Map<String, String> EMPTY_DOCUMENTS = Map.of(
            "/api/organizations",
                    "{\"items\":[{\"roles\":[{\"nodeType\":\"ORGANIZATION\",\"nodeId\":\"own\",\"role\":\"OWNER\"}]}]}",
            "/api/members/counts", "{\"people\":2,\"owners\":2,\"serviceAccounts\":0}",
            "/api/billing/usage", "{\"asOf\":\"2026-11-22T10:00:00Z\",\"scope\":\"ORGANIZATION\",\"meters\":[]}",
            "/api/billing/subscriptions", "{\"items\":[]}",
            "/api/billing/invoices", "{\"items\":[]}",
            "/api/billing/invoices/open", "{\"asOf\":\"2026-11-22T10:00:00Z\",\"currencies\":[]}",
            "/api/reports/analytics",
                    "{\"interval\":\"day\",\"timeZone\":\"UTC\",\"today\":\"2026-11-22\","
                            + "\"meters\":[],\"topWorkspaces\":[]}",
            "/api/reports/financial", "{\"currencies\":[]}",
            "/api/reports/audit", "{\"items\":[]}");

    private static final Map<String, StandIn> SERVICES = new ConcurrentHashMap<>();

    static StandIn service(String name) {
        return SERVICES.get(name);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>();
        for (String name : NAMES) {
            StandIn service = new StandIn();
            SERVICES.put(name, service);
            String url = "http://127.0.0.1:" + service.server.getAddress().getPort();
            configuration.put("enterprise.gateway.services." + name + ".url", url);
            configuration.put("enterprise.gateway.services." + name + ".management-url", url);
        }
        configuration.put("enterprise.gateway.part-deadline", "PT1S");
        configuration.put("enterprise.gateway.body-deadline", "PT1S");
        configuration.put("enterprise.http.body-grace", "PT3S");
        return configuration;
    }

    @Override
    public void stop() {
        SERVICES.values().forEach(service -> service.server.stop(0));
        SERVICES.clear();
    }

    /** What was asked. */
    record Asked(String method, String path, Map<String, String> headers, String body) {}

    /** What is answered; held back until released when it has a latch. */
    record Reply(int status, String body, CountDownLatch until) {

        Reply(int status, String body) {
            this(status, body, new CountDownLatch(0));
        }
    }

    /** One service. */
    static final class StandIn {

        private final HttpServer server;
        private final Map<String, Reply> replies = new ConcurrentHashMap<>();
        private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
        private final Map<String, Map<String, String>> extras = new ConcurrentHashMap<>();
        private final Map<String, Integer> hangUps = new ConcurrentHashMap<>();
        private final List<Asked> asked = new CopyOnWriteArrayList<>();

        StandIn() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(Executors.newCachedThreadPool());
            server.createContext("/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                Map<String, String> headers = new HashMap<>();
                exchange.getRequestHeaders()
                        .forEach((name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
                Integer refusal = refusals.get(path);
                if (refusal != null) {
                    exchange.sendResponseHeaders(refusal, 2);
                    exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    exchange.getRequestBody().readAllBytes();
                    exchange.close();
                    return;
                }
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(new Asked(exchange.getRequestMethod(), path, headers, body));
                if (hangUps.merge(path, -1, Integer::sum) >= 0) {
                    exchange.close();
                    return;
                }
                Reply reply = replies.getOrDefault(path, usual(path));
                try {
                    reply.until().await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                caller(headers)
                        .filter(caller -> reply.status() != 401)
                        .ifPresent(caller -> exchange.getResponseHeaders().add("Enterprise-Caller", caller));
                extras.getOrDefault(path, Map.of())
                        .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
                byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders()
                        .add("Content-Type", reply.status() < 400 ? "application/json" : "application/problem+json");
                if (exchange.getRequestMethod().equals("HEAD")) {
                    exchange.getResponseHeaders().add("Content-Length", String.valueOf(bytes.length));
                    exchange.sendResponseHeaders(reply.status(), -1);
                    exchange.close();
                    return;
                }
                exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
        }

        private static Reply usual(String path) {
            return path.equals("/api/billing/invoices/upcoming")
                    ? new Reply(404, "{}")
                    : new Reply(200, EMPTY_DOCUMENTS.getOrDefault(path, "{}"));
        }

        /** Whom a service would say that the token belongs to. */
        private static Optional<String> caller(Map<String, String> headers) {
            String[] parts = headers.getOrDefault("authorization", "").split("\\.", -1);
            if (parts.length != 3 || parts[1].length() < 20) {
                return Optional.empty();
            }
            JsonObject claims =
                    new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return Optional.of(PrincipalId.of(claims.getString("iss"), claims.getString("sub"))
                    .toString());
        }

        void answers(String path, Reply reply) {
            replies.put(path, reply);
        }

        /** Answers with another header. */
        void answersWith(String path, String header, String value) {
            extras.put(path, Map.of(header, value));
        }

        /** Answers again as while no test has said anything. */
        void answersAsUsual(String path) {
            replies.remove(path);
        }

        /** Answers without having read the body. */
        void refusesUnread(String path, int status) {
            refusals.put(path, status);
        }

        /** Closes the connection instead of an answer, so many times. */
        void hangsUp(String path, int times) {
            hangUps.put(path, times);
        }

        long timesAsked(String path) {
            return asked.stream().filter(each -> each.path().equals(path)).count();
        }

        Asked lastAsked(String path) {
            return asked.stream()
                    .filter(each -> each.path().equals(path))
                    .reduce((first, second) -> second)
                    .orElseThrow(() -> new AssertionError("not asked: " + path));
        }
    }
}
