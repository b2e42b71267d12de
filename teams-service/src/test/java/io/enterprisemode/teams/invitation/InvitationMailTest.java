package io.enterprisemode.teams.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.teams.domain.DnsResponder;
import io.enterprisemode.teams.mail.MailServerPort;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Invitations as they arrive by a real mail server. The name server is there for {@code DomainTest}, which runs in the
 * same application.
 */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
@WithTestResource(MailServerPort.class)
@WithTestResource(DnsResponder.class)
class InvitationMailTest {

    private static final Pattern LINK =
            Pattern.compile("http://localhost:8080/invitations/accept#token=([A-Za-z0-9_-]{43})");

    private final ServiceDatabase database = new ServiceDatabase("teams");
    private final TestUser guest = new TestUser("guest-" + Ids.next());
    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;
    private GreenMail server;

    @Inject
    InvitationMailer mailer;

    @ConfigProperty(name = "enterprise.mail.port")
    int port;

    @BeforeEach
    void twoOrganizations() {
        server = new GreenMail(new ServerSetup(port, "localhost", ServerSetup.PROTOCOL_SMTP));
        server.start();
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    @AfterEach
    void stopServer() {
        server.stop();
    }

    private JsonPath invite(String role) {
        return owner.post("/api/invitations", Map.of("email", TeamsApi.email(guest), "role", role))
                .statusCode(201)
                .body("mailedAt", nullValue())
                .extract()
                .jsonPath();
    }

    private static ValidatableResponse resend(TeamsApi by, JsonPath invitation) {
        return by.request()
                .post("/api/invitations/{id}/resend", invitation.getString("id"))
                .then();
    }

    private void send() throws Exception {
        long due;
        do {
            try {
                VertxContextSupport.subscribeAndAwait(mailer::sendDue);
            } catch (Exception e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            due = database.number("""
                    select count(*) from invitation i join organization o using (org_id)
                     where i.mail_due_at <= now() and i.status = 'OPEN' and i.expires_at > now()
                         and o.state = 'ACTIVE'""");
        } while (due > 0);
    }

    private List<MimeMessage> received(TestUser user) {
        return Stream.of(server.getReceivedMessages())
                .filter(message -> recipient(message).equals(TeamsApi.email(user)))
                .toList();
    }

    private static String recipient(MimeMessage message) {
        try {
            return message.getAllRecipients()[0].toString();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Object content, String type) throws Exception {
        if (content instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart part = parts.getBodyPart(i);
                String found = part.isMimeType(type) ? (String) part.getContent() : part(part.getContent(), type);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return "";
    }

    private static String token(MimeMessage message) throws Exception {
        Matcher link = LINK.matcher(part(message.getContent(), "text/plain"));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static ValidatableResponse accept(TestUser user, String token) {
        return TeamsApi.of(user).post("/api/invitations/accept", Map.of("token", token));
    }

    @Test
    void whoIsInvitedGetsALinkToAcceptWith() throws Exception {
        JsonPath invitation = invite("MEMBER");

        send();

        MimeMessage message = received(guest).getFirst();
        String owned = owner.get("/api/organizations/{id}", acme.id()).extract().path("name");
        assertThat(message.getSubject()).endsWith(" invites you to " + owned);
        assertThat(part(message.getContent(), "text/plain"))
                .contains("MEMBER of the organization " + owned)
                .contains(" UTC");
        assertThat(part(message.getContent(), "text/html")).contains("#token=" + token(message));
        assertThat(token(message)).isNotEqualTo(invitation.getString("token"));
        accept(guest, token(message)).statusCode(200);
        accept(guest, invitation.getString("token")).statusCode(409);
        owner.get("/api/invitations")
                .body("items.find { it.id == '%s' }.mailedAt".formatted(invitation.getString("id")), notNullValue());
    }

    @Test
    void noTokenLiesInTheDatabase() throws Exception {
        invite("MEMBER");
        send();
        String token = token(received(guest).getFirst());

        for (String table : List.of("invitation", "outbox_event", "idempotency_key")) {
            assertThat(database.number(
                            "select count(*) from %s t where strpos(t::text, '%s') > 0".formatted(table, token)))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void aLetterIsSentOnceItIsTaken() throws Exception {
        invite("MEMBER");

        send();
        send();

        assertThat(received(guest)).hasSize(1);
    }

    @Test
    void whileTheMailServerIsAwayTheLetterWaitsAndIsTriedAgain() throws Exception {
        server.stop();
        JsonPath invitation = invite("VIEWER");

        send();

        String id = invitation.getString("id");
        assertThat(database.number("select mail_attempts from invitation where id = '%s'".formatted(id)))
                .isEqualTo(1);
        assertThat(database.number("select extract(epoch from mail_due_at - now())::int from invitation where id = '%s'"
                        .formatted(id)))
                .isBetween(0L, 10L);
        server.start();
        letTimePass("mail_due_at = now() - interval '1 second'");
        send();
        assertThat(received(guest)).hasSize(1);
        accept(guest, token(received(guest).getFirst())).statusCode(200);
    }

    @Test
    void sendingAgainMakesEveryLinkBeforeWorthless() throws Exception {
        JsonPath invitation = invite("MEMBER");
        send();
        letTimePass("expires_at = now() - interval '1 second'");

        JsonPath again = resend(owner, invitation)
                .statusCode(200)
                .body("status", equalTo("OPEN"))
                .body("id", equalTo(invitation.getString("id")))
                .extract()
                .jsonPath();
        accept(guest, token(received(guest).getFirst())).statusCode(404);
        send();

        assertThat(received(guest)).hasSize(2);
        accept(guest, invitation.getString("token")).statusCode(404);
        accept(guest, token(received(guest).getLast())).statusCode(200);
        accept(guest, again.getString("token")).statusCode(409);
        resend(owner, invitation).statusCode(409).body("type", equalTo("/problems/invitation-not-open"));
        resend(TeamsApi.of(globex.owner(), globex.id()), invitation).statusCode(404);
    }

    @Test
    void aRevokedInvitationIsNotSent() throws Exception {
        JsonPath invitation = invite("MEMBER");
        owner.delete("/api/invitations/{id}", invitation.getString("id")).statusCode(204);

        send();

        assertThat(received(guest)).isEmpty();
    }

    @Test
    void whatPeopleTypeIsTextInTheLetterNotMarkup() throws Exception {
        String name = "<script>alert(1)</script> & \"Söhne\" {offer.token}";
        owner.patch(Map.of("name", name), "/api/organizations/{id}", acme.id()).statusCode(200);
        invite("MEMBER");

        send();

        MimeMessage message = received(guest).getFirst();
        assertThat(message.getSubject()).endsWith(name);
        assertThat(part(message.getContent(), "text/plain")).contains(name);
        assertThat(part(message.getContent(), "text/html"))
                .doesNotContain("<script>")
                .contains("&lt;script&gt;")
                .contains("{offer.token}");
    }

    private void letTimePass(String change) throws SQLException {
        try (Connection connection = database.appOf(acme.id());
                Statement statement = connection.createStatement()) {
            statement.execute("update invitation set %s where org_id = '%s' and email = '%s'"
                    .formatted(change, acme.id(), TeamsApi.email(guest)));
            connection.commit();
        }
    }

    @Test
    void nobodyGetsMoreThanTheirAllowanceFromWhateverOrganizations() throws Exception {
        Instant oldest = Instant.now().minus(Duration.ofHours(23)).truncatedTo(ChronoUnit.MICROS);
        recordSent(20, oldest);
        invite("MEMBER");
        send();

        assertThat(received(guest)).isEmpty();
        assertThat(database.number("select count(*) from invitation where org_id = '%s' and mail_due_at >= '%s'"
                        .formatted(acme.id(), oldest.plus(Duration.ofHours(24)))))
                .isEqualTo(1);

        recordSent(-1, oldest);
        update("update invitation set mail_due_at = now() where org_id = '%s' and mail_due_at is not null"
                .formatted(acme.id()));
        send();
        assertThat(received(guest)).hasSize(1);
    }

    /** Keeps that the guest has got so many e-mails of another organization; a negative number takes as many away. */
    private void recordSent(int mails, Instant at) throws Exception {
        String sha256 = new Secret(TeamsApi.email(guest)).sha256();
        for (int i = 0; i < mails; i++) {
            update("""
                    insert into mail_record (org_id, id, recipient_sha256, step, happened_at)
                    values ('%s', gen_random_uuid(), '%s', 'SENT', '%s')""".formatted(globex.id(), sha256, at));
        }
        if (mails < 0) {
            update(("delete from mail_record where id in (select id from mail_record where recipient_sha256 = '%s' "
                            + "and step = 'SENT' limit %d)")
                    .formatted(sha256, -mails));
        }
    }

    private void update(String sql) throws Exception {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
