package io.enterprisemode.systemtests.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser as far as the gateway can tell: cookies, redirects, the form of the sign-in; no token of its own. */
public final class Browser {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");
    private static final int MOST_REDIRECTS = 10;

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final Caller caller;

    private Browser(URI gateway) {
        this.caller = Caller.withCookies(gateway, cookies);
    }

    /** A fresh one, without cookies. */
    public static Browser at(URI gateway) {
        return new Browser(gateway);
    }

    /** Signs in by the authorization code flow, from the gateway's page to the provider's and back. */
    public Answer signIn(String user) {
        Page form = follow("/login?then=/");
        assertThat(form.address().getQuery())
                .as("the gateway asks for a code, with proof of possession (PKCE)")
                .contains("response_type=code", "code_challenge_method=S256", "code_challenge=", "state=");
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(form.answer().body());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), hidden.group(2).replace("&amp;", "&"));
        }
        fields.put("user", user);
        Answer chosen = caller.send(
                "POST",
                form.address().resolve("authorize").toString(),
                "application/x-www-form-urlencoded",
                encoded(fields).getBytes(StandardCharsets.UTF_8));
        String back = chosen.expect(302, 303).header("Location").orElseThrow();
        return follow(back).answer().expect(200);
    }

    /** The session as the gateway tells it. */
    public JsonNode session() {
        return caller.get("/api/enterprise/session").expect(200).json();
    }

    /** Requests with the session's cookies only. */
    public Caller caller() {
        return caller;
    }

    /** Requests with cookies and the token against forged requests, as the page sends them. */
    public Caller page() {
        return caller.with("X-CSRF-Token", session().path("csrfToken").asText());
    }

    /** The cookies as they are. */
    public List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    /** Follows redirects, as a browser does. */
    public Page follow(String address) {
        String next = address;
        for (int i = 0; i < MOST_REDIRECTS; i++) {
            Answer answer = caller.get(next);
            if (answer.status() / 100 != 3) {
                return new Page(URI.create(next), answer);
            }
            String location = answer.header("Location").orElseThrow();
            next = next.startsWith("http") ? URI.create(next).resolve(location).toString() : location;
        }
        throw new AssertionError("more than " + MOST_REDIRECTS + " redirects from " + address);
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Where the redirects led. */
    public record Page(URI address, Answer answer) {}
}
