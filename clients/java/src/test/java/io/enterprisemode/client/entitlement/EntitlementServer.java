package io.enterprisemode.client.entitlement;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A real HTTP server that answers entitlements as the service does, with a tag and 304, unless it was told otherwise
 * for the next requests.
 */
final class EntitlementServer implements AutoCloseable {

    /** What happens to a request. */
    @FunctionalInterface
    interface Behaviour {
        void handle(HttpExchange exchange, Request request) throws IOException;

        /** Answers with a body. */
        static Behaviour answer(int status, String body, Map<String, String> headers) {
            return (exchange, request) -> EntitlementServer.answer(exchange, status, body, headers);
        }

        /** Answers with a problem document of the service. */
        static Behaviour problem(int status, String code, Map<String, String> headers) {
            return answer(
                    status,
                    "{\"type\":\"/problems/" + code + "\",\"title\":\"It is " + code + "\",\"status\":" + status
                            + ",\"detail\":\"This time.\",\"requestId\":\"r-1\","
                            + "\"errors\":[{\"pointer\":\"/meter\",\"detail\":\"is wrong\"}]}",
                    headers);
        }

        /** The connection breaks before the answer. */
        static Behaviour broken() {
            return (exchange, request) -> exchange.close();
        }

        /** Begins an answer that never ends. */
        static Behaviour stalled() {
            return (exchange, request) -> {
                exchange.sendResponseHeaders(200, 100);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
            };
        }
    }

    /**
     * A request as it came.
     *
     * @param headers by name in lower case, the first value of each
     */
    record Request(String method, String path, Map<String, String> headers, String body) {}

    /** What the organization is entitled to; the properties as JSON, without braces. */
    private record Current(int revision, String properties) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile Behaviour otherwise = (exchange, request) -> answerCurrent(exchange, request);
    private final AtomicReference<Current> current =
            new AtomicReference<>(new Current(1, "\"features\":{},\"meters\":[]"));

    EntitlementServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/api/billing/entitlements", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    /** The entitlements from now on, which have another revision. */
    void entitled(String properties) {
        current.updateAndGet(before -> new Current(before.revision() + 1, properties));
    }

    /** The next requests, one each; then it is as before. */
    void then(Behaviour... behaviours) {
        next.addAll(List.of(behaviours));
    }

    /** All requests from now on. */
    void always(Behaviour behaviour) {
        otherwise = behaviour;
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                Map.copyOf(headers),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        requests.add(request);
        Behaviour behaviour = next.poll();
        (behaviour == null ? otherwise : behaviour).handle(exchange, request);
    }

    private void answerCurrent(HttpExchange exchange, Request request) throws IOException {
        Current now = current.get();
        String tag = "W/\"r" + now.revision() + "\"";
        if (tag.equals(request.headers().get("if-none-match"))) {
            exchange.getResponseHeaders().set("ETag", tag);
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
        } else {
            answer(
                    exchange,
                    200,
                    "{" + now.properties() + ",\"revision\":\"r" + now.revision() + "\"}",
                    Map.of("ETag", tag));
        }
    }

    private static void answer(HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
