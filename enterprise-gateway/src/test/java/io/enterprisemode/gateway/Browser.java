package io.enterprisemode.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A browser as far as the gateway sees it: it keeps cookies, and follows no redirect by itself. */
final class Browser {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    private final URI gateway;
    private final Map<String, String> cookies = new HashMap<>();

    Browser(URI gateway) {
        this.gateway = gateway;
    }

    /** A browser in which somebody has signed in. */
    static Browser signedIn(URI gateway, String who, String more) {
        Browser browser = new Browser(gateway);
        HttpResponse<String> back = browser.signIn("login_hint=" + who + more);
        if (back.statusCode() / 100 != 3) {
            throw new AssertionError("not signed in: " + back.statusCode() + " " + back.body());
        }
        return browser;
    }

    /** Goes through the code flow; what is added to the request to the provider says how it answers. */
    HttpResponse<String> signIn(String requests) {
        HttpResponse<String> away = get("/login?then=/");
        HttpResponse<String> provider =
                send(HttpRequest.newBuilder(URI.create(location(away) + "&" + requests)), false);
        return send(HttpRequest.newBuilder(URI.create(location(provider))), true);
    }

    /** The same cookies in another one, as a thief has them who copied them. */
    Browser copy() {
        Browser copy = new Browser(gateway);
        copy.cookies.putAll(cookies);
        return copy;
    }

    Map<String, String> cookies() {
        return cookies;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(gateway.resolve(path)), true);
    }

    HttpResponse<String> post(String path, String csrfToken) {
        return send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .header("X-CSRF-Token", csrfToken)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")),
                true);
    }

    static String location(HttpResponse<String> answer) {
        return answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("no Location: " + answer.statusCode() + " " + answer.body()));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, boolean withCookies) {
        if (withCookies && !cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (withCookies) {
                keep(answer.headers().allValues("Set-Cookie"));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(List<String> set) {
        for (String cookie : set) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (cookie.contains("Max-Age=0;") || cookie.endsWith("Max-Age=0")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], pair[1]);
            }
        }
    }
}
