package io.enterprisemode.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.gateway.StandInServices.Reply;
import io.enterprisemode.gateway.session.Replica;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions of browsers, against a provider that takes a refresh token once. */
@QuarkusTest
@WithSuite(value = "", heartbeat = false)
@QuarkusTestResource(value = StandInServices.class, restrictToAnnotatedClass = false)
class SessionTest {

    /** Identity tokens that are about to expire are refreshed with the next request. */
    private static final String SOON = "&lifetime=20";

    /** Ends by itself in the test; its end is of whole seconds, and the sign-in must be over before. */
    private static final String SHORT = "&lifetime=3";

    private static final String PATH = "/api/billing/plans";

    private final Instant begun = Instant.now();

    @TestHTTPResource
    URI gateway;

    @Inject
    Replica replica;

    @BeforeEach
    void teamsKnowsEverybody() {
        StandInServices.service("teams").answers("/api/me", new Reply(200, "{\"organizations\":[]}"));
    }

    @Test
    void aPersonSignsInWithTheDocumentedSettingsOnly() {
        Browser olivia = Browser.signedIn(gateway, "olivia", "");

        HttpResponse<String> session = olivia.get("/api/enterprise/session");

        assertThat(session.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(session.body()).getJsonObject("user").getString("name"))
                .isEqualTo("Olivia");
    }

    @Test
    void requestsWithTheCookiesOfBeforeARefreshGetItsResult() {
        Browser page = Browser.signedIn(gateway, "olivia", SOON);
        Browser straggler = page.copy();
        Browser another = page.copy();

        assertThat(page.get(PATH).statusCode()).isEqualTo(200);
        assertThat(page.cookies()).as("refreshed").isNotEqualTo(straggler.cookies());

        assertThat(straggler.get(PATH).statusCode()).isEqualTo(200);
        assertThat(another.get(PATH).statusCode()).isEqualTo(200);
        assertThat(straggler.cookies().keySet()).isEqualTo(page.cookies().keySet());
        assertThat(straggler.get(PATH).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherReplicaTakesTheCookiesOfBeforeForAsLongAsTheyAreGood() {
        Browser page = Browser.signedIn(gateway, "olivia", SOON);
        Browser straggler = page.copy();
        Map<String, String> before = Map.copyOf(straggler.cookies());
        assertThat(page.get(PATH).statusCode()).isEqualTo(200);
        Map<String, String> refreshed = Map.copyOf(page.cookies());

        String first = replica.goesOnAsAnother();
        assertThat(straggler.get(PATH).statusCode()).isEqualTo(200);
        assertThat(straggler.cookies())
                .as("refreshed by the one that gave them only")
                .isEqualTo(before);

        replica.goesOnAs(first);
        assertThat(page.get(PATH).statusCode())
                .as("the provider has not ended the session")
                .isEqualTo(200);
        assertThat(page.cookies()).isNotEqualTo(refreshed);
    }

    @Test
    void theCureOfTheRefreshIsStillNeeded() {
        Browser page = Browser.signedIn(gateway, "olivia", SHORT);
        Browser straggler = page.copy();
        await().until(this::expired);
        assertThat(page.get(PATH).statusCode()).isEqualTo(200);

        replica.knowsNothingOfRefreshes();

        assertThat(straggler.get(PATH).statusCode())
                .as("quarkus#55196 is mended in the platform: RefreshSharing can go")
                .isEqualTo(401);
    }

    @Test
    void whoHasSignedOutIsSignedOutWhoeverHoldsCopiesOfTheCookies() {
        Browser olivia = Browser.signedIn(gateway, "olivia", SOON);
        Browser before = olivia.copy();
        assertThat(olivia.get(PATH).statusCode()).isEqualTo(200);
        Browser after = olivia.copy();

        assertThat(Browser.location(olivia.get("/logout"))).contains("/logout?");

        assertThat(olivia.cookies()).doesNotContainKey("q_session_web");
        assertThat(before.get(PATH).statusCode()).isEqualTo(401);
        assertThat(after.get(PATH).statusCode()).isEqualTo(401);
        assertThat(Browser.signedIn(gateway, "olivia", "").get(PATH).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRefreshTokenIsOverAtTheProviderAfterSigningOut() {
        Browser olivia = Browser.signedIn(gateway, "olivia", SHORT);
        Browser copy = olivia.copy();

        olivia.get("/logout");
        replica.knowsNothingOfSignOuts();
        await().until(this::expired);

        assertThat(copy.get(PATH).statusCode()).isEqualTo(401);
    }

    @Test
    void cookiesOfTwoPeopleAreNoSession() {
        Browser olivia = Browser.signedIn(gateway, "olivia", "");
        Browser otto = Browser.signedIn(gateway, "otto", "");
        Browser mixed = olivia.copy();

        mixed.cookies().put("q_session_at_web", otto.cookies().get("q_session_at_web"));

        assertThat(olivia.cookies()).containsKey("q_session_at_web");
        assertThat(mixed.get(PATH).statusCode()).isEqualTo(401);
        assertThat(olivia.get(PATH).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenAgainstForgedRequestsIsOfOneSessionAndEveryOneIsAnother() {
        Browser first = Browser.signedIn(gateway, "olivia", "");
        Browser second = Browser.signedIn(gateway, "olivia", "");
        String token = csrfToken(first);

        assertThat(csrfToken(first)).isNotEqualTo(token);
        assertThat(first.post("/api/invitations", token).statusCode()).isEqualTo(200);
        assertThat(first.post("/api/invitations", csrfToken(first)).statusCode())
                .isEqualTo(200);
        assertThat(second.post("/api/invitations", token).statusCode()).isEqualTo(403);
        assertThat(first.post("/api/invitations", "x").statusCode()).isEqualTo(403);
    }

    @Test
    void aTokenAgainstForgedRequestsOutlivesARefresh() {
        Browser page = Browser.signedIn(gateway, "olivia", SOON);
        String token = csrfToken(page.copy());
        Map<String, String> before = Map.copyOf(page.cookies());

        assertThat(page.get(PATH).statusCode()).isEqualTo(200);

        assertThat(page.cookies()).isNotEqualTo(before);
        assertThat(page.post("/api/invitations", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aCancelledSignInEndsOnAPageThatSaysSo() {
        Browser olivia = new Browser(gateway);

        HttpResponse<String> back = olivia.signIn("error=access_denied");
        HttpResponse<String> page = olivia.get(Browser.location(back));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.body()).contains("The sign-in was cancelled.").contains("/login?then=/");
        assertThat(olivia.get("/sign-in/failed?error=%3Cscript%3E").body()).doesNotContain("script");
    }

    @Test
    void comingBackWithoutHavingBegunEndsOnAPageToo() {
        HttpResponse<String> page = new Browser(gateway).get("/callback?code=x&state=y");

        assertThat(page.statusCode()).isEqualTo(401);
        assertThat(page.body()).contains("Sign in again");
    }

    /** Whether tokens of a second that were issued in this test have expired. */
    private boolean expired() {
        return Duration.between(begun, Instant.now()).compareTo(Duration.ofSeconds(6)) > 0;
    }

    private static String csrfToken(Browser browser) {
        return new JsonObject(browser.get("/api/enterprise/session").body()).getString("csrfToken");
    }
}
