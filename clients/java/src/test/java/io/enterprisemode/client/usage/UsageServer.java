package io.enterprisemode.client.usage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.enterprisemode.client.internal.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * A real HTTP server that counts usage as the service does, each identity once, unless it was told to fail at the next
 * requests.
 */
final class UsageServer implements AutoCloseable {

    /** What happens to a request. */
    @FunctionalInterface
    interface Behaviour {
        void handle(UsageServer server, HttpExchange exchange, List<Map<String, Object>> events) throws IOException;

        /** Counts and answers, each event as it deserves. */
        static Behaviour count() {
            return (server, exchange, events) -> answer(exchange, 200, server.count(events), Map.of());
        }

        /** Answers with a status, and counts nothing. */
        static Behaviour status(int status, Map<String, String> headers) {
            return (server, exchange, events) -> answer(exchange, status, "{\"title\":\"no\"}", headers);
        }

        /** Counts, but the connection breaks before the answer. */
        static Behaviour countAndBreak() {
            return (server, exchange, events) -> {
                String unsent = server.count(events);
                exchange.setAttribute("unsent", unsent);
                exchange.close();
            };
        }

        /** Counts, and answers something else. */
        static Behaviour countAndAnswer(String text) {
            return (server, exchange, events) -> {
                String unsent = server.count(events);
                exchange.setAttribute("unsent", unsent);
                answer(exchange, 200, text, Map.of());
            };
        }

        /** Answers 400 with a problem document of the service. */
        static Behaviour problem(int status, String code, String pointer) {
            return (server, exchange, events) -> answer(
                    exchange,
                    status,
                    "{\"type\":\"/problems/" + code + "\",\"status\":" + status + ",\"errors\":[{\"pointer\":\""
                            + pointer + "\",\"detail\":\"no\"}]}",
                    Map.of("Content-Type", "application/problem+json"));
        }

        /** Counts, and begins an answer that never ends. */
        static Behaviour countAndStall() {
            return (server, exchange, events) -> {
                byte[] bytes = server.count(events).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
                exchange.getResponseBody().flush();
            };
        }

        /** Counts only requests of up to so many events; others are too large. */
        static Behaviour upTo(int most) {
            return (server, exchange, events) -> {
                if (events.size() > most) {
                    answer(exchange, 413, "too large", Map.of());
                } else {
                    answer(exchange, 200, server.count(events), Map.of());
                }
            };
        }
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final Map<String, String> counted = new LinkedHashMap<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final Queue<Map<String, List<String>>> headers = new ConcurrentLinkedQueue<>();
    private volatile Behaviour otherwise = Behaviour.count();
    private volatile Function<Map<String, Object>, String> verdict = event -> "{\"status\":\"accepted\"}";

    UsageServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/api/billing/usage", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    /** The next requests, one each; then it is as before. */
    void then(Behaviour... behaviours) {
        next.addAll(List.of(behaviours));
    }

    /** All requests from now on. */
    void always(Behaviour behaviour) {
        otherwise = behaviour;
    }

    /** What is said about an event that is new. */
    void verdicts(Function<Map<String, Object>, String> other) {
        verdict = other;
    }

    /** The ids that were counted, in order. */
    synchronized List<String> counted() {
        return List.copyOf(counted.keySet());
    }

    synchronized List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    List<Map<String, List<String>>> headers() {
        return List.copyOf(headers);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        List<Map<String, Object>> events;
        try (InputStream body = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            events = events(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        synchronized (this) {
            sizes.add(events.size());
        }
        Behaviour behaviour = next.poll();
        (behaviour == null ? otherwise : behaviour).handle(this, exchange, events);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> events(String body) {
        return (List<Map<String, Object>>) JsonText.parse(body);
    }

    private synchronized String count(List<Map<String, Object>> events) {
        List<String> results = new ArrayList<>();
        for (Map<String, Object> event : events) {
            String known = counted.get((String) event.get("id"));
            if (known != null) {
                results.add("{\"status\":\"" + (known.equals(event.toString()) ? "duplicate" : "conflict") + "\"}");
                continue;
            }
            String result = verdict.apply(event);
            if (result.contains("accepted") || result.contains("queued")) {
                counted.put((String) event.get("id"), event.toString());
            }
            results.add(result);
        }
        return "{\"results\":[" + String.join(",", results) + "]}";
    }

    private static void answer(HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
