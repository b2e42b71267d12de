package io.enterprisemode.teams.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.teams.mail.MailServerPort;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mail server is there for {@code InvitationMailTest}, which runs in the same application. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
@WithTestResource(DnsResponder.class)
@WithTestResource(MailServerPort.class)
class DomainTest {

    private static final ServiceDatabase DATABASE = new ServiceDatabase("teams");

    @Inject
    DomainLookups lookups;

    private TestOrganization acme;
    private TestOrganization globex;
    private String domain;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        domain = "d" + acme.id() + ".example";
    }

    private static TeamsApi owner(TestOrganization organization) {
        return TeamsApi.of(organization.owner(), organization.id());
    }

    private static String path(TestOrganization organization) {
        return "/api/organizations/" + organization.id() + "/domains";
    }

    /** Claims the domain; answers the value of its record. */
    private String claim(TestOrganization organization, boolean jit, String role) {
        return owner(organization)
                .post(path(organization), Map.of("domain", domain, "jitEnabled", jit, "jitRole", role))
                .statusCode(201)
                .extract()
                .path("record.value");
    }

    private ValidatableResponse verify(TestOrganization organization) {
        return owner(organization)
                .request()
                .post(path(organization) + "/{domain}/verify", domain)
                .then();
    }

    private void verified(boolean jit, String role) {
        DnsResponder.put("_enterprise-mode." + domain, claim(acme, jit, role));
        verify(acme).statusCode(200);
    }

    private TeamsApi person(String name, String email, boolean verified) {
        return new TeamsApi(
                Tokens.user(name + "-" + acme.id())
                        .claim("email", email)
                        .claim("email_verified", verified)
                        .signed(),
                null);
    }

    @Test
    void aRecordInTheDnsShowsControl() {
        String name = "_enterprise-mode." + domain;
        owner(acme)
                .post(path(acme), Map.of("domain", domain.toUpperCase(java.util.Locale.ROOT) + "."))
                .statusCode(201)
                .body("domain", equalTo(domain))
                .body("record.name", equalTo(name))
                .body("record.type", equalTo("TXT"))
                .body("record.value", containsString("enterprise-mode-verification="))
                .body("jitEnabled", equalTo(false))
                .body("verifiedAt", nullValue());
        String value = owner(acme).get(path(acme) + "/{d}", domain).extract().path("record.value");

        verify(acme).statusCode(409).body("type", equalTo("/problems/domain-not-proven"));
        DnsResponder.put(name, "v=spf1 -all", value + "x");
        verify(acme).statusCode(409).body("detail", containsString("Found 2 TXT records"));
        DnsResponder.put(name, "v=spf1 -all", value);
        verify(acme).statusCode(200).body("verifiedAt", notNullValue());
        DnsResponder.put(name, "gone");
        verify(acme).statusCode(200);
        owner(acme).get(path(acme)).body("items.domain", contains(domain));
        owner(globex).get(path(globex)).body("items", empty());
        owner(globex).get(path(acme) + "/{d}", domain).statusCode(404);
    }

    @Test
    void aNameServerThatDoesNotAnswerIsToldApart() {
        claim(acme, false, "VIEWER");
        DnsResponder.fail("_enterprise-mode." + domain);
        verify(acme)
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/dns-unavailable"));
        DnsResponder.silence("_enterprise-mode." + domain);
        verify(acme).statusCode(503);
    }

    @Test
    void oneOrganizationHasADomainWhoeverAsksAtOnce() throws Exception {
        String ours = claim(acme, false, "VIEWER");
        String theirs = claim(globex, false, "VIEWER");
        assertThat(ours).isNotEqualTo(theirs);
        DnsResponder.put("_enterprise-mode." + domain, ours, theirs);

        List<Callable<Integer>> both = List.of(
                () -> verify(acme).extract().statusCode(),
                () -> verify(globex).extract().statusCode());
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            assertThat(executor.invokeAll(both).stream().map(Future::resultNow)).containsOnly(200);
        }

        assertThat(DATABASE.number(
                        "select count(*) from organization_domain where domain = '%s' and verified_at is not null"
                                .formatted(domain)))
                .isEqualTo(1);
    }

    @Test
    void aDomainThatIsProvenAnewMovesToItsNewOwner() {
        verified(true, "MEMBER");
        String theirs = claim(globex, true, "VIEWER");
        DnsResponder.put("_enterprise-mode." + domain, theirs);

        verify(globex).statusCode(200).body("verifiedAt", notNullValue()).body("", not(hasKey("recordMissingSince")));

        owner(acme).get(path(acme) + "/{d}", domain).body("verifiedAt", nullValue());
        person("anna", "anna@" + domain, true)
                .get("/api/me")
                .body("organizations.id", contains(globex.id().toString()));
        assertThat(audited(globex, "teams.domain.verified").details().toString().replace(domain, ""))
                .doesNotContain(acme.id().toString());
        AuditEvent lost = audited(acme, "teams.domain.lost");
        assertThat(lost.target().id()).isEqualTo(domain);
        assertThat(lost.toString().replace(domain, ""))
                .doesNotContain(globex.id().toString());
    }

    @Test
    void anOldRecordProvesNothingNew() {
        String ours = claim(acme, false, "VIEWER");
        String theirs = claim(globex, false, "VIEWER");
        DnsResponder.put("_enterprise-mode." + domain, ours, theirs);
        verify(acme).statusCode(200);
        verify(globex).statusCode(200);

        verify(acme).statusCode(409).body("type", equalTo("/problems/domain-not-proven"));

        String anew = owner(acme).get(path(acme) + "/{d}", domain).extract().path("record.value");
        DnsResponder.put("_enterprise-mode." + domain, ours, theirs, anew);
        verify(acme).statusCode(200);
        owner(globex).get(path(globex) + "/{d}", domain).body("verifiedAt", nullValue());
    }

    private AuditEvent audited(TestOrganization organization, String action) {
        try (TopicReader topic = TopicReader.fromBeginning(Topics.AUDIT_EVENTS)) {
            return topic
                    .await(
                            1,
                            record -> record.belongsTo(organization.id())
                                    && record.event()
                                            .read(EventTypes.AUDIT_EVENT)
                                            .action()
                                            .equals(action))
                    .stream()
                    .peek(EventContract::assertConforms)
                    .map(record -> record.event().read(EventTypes.AUDIT_EVENT))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void lookUpAfter(String set) throws Exception {
        try (Connection connection = DATABASE.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update organization_domain set look_up_due_at = now() + interval '1 day' where domain <> '%s'"
                            .formatted(domain));
            statement.execute("update organization_domain set look_up_due_at = null%s where domain = '%s'"
                    .formatted(set, domain));
        }
        try {
            VertxContextSupport.subscribeAndAwait(lookups::lookUpDue);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRecordThatIsGoneTakesTheDomainAfterATimeOfGrace() throws Exception {
        verified(true, "MEMBER");
        lookUpAfter("");
        owner(acme)
                .get(path(acme) + "/{d}", domain)
                .body("verifiedAt", notNullValue())
                .body("revision", equalTo(2));

        DnsResponder.put("_enterprise-mode." + domain, "gone");
        lookUpAfter("");
        owner(acme)
                .get(path(acme) + "/{d}", domain)
                .body("verifiedAt", notNullValue())
                .body("recordMissingSince", notNullValue());
        audited(acme, "teams.domain.record-gone");

        DnsResponder.fail("_enterprise-mode." + domain);
        lookUpAfter(", record_missing_since = now() - interval '40 days'");
        owner(acme).get(path(acme) + "/{d}", domain).body("verifiedAt", notNullValue());

        DnsResponder.put("_enterprise-mode." + domain, "gone");
        lookUpAfter("");
        owner(acme).get(path(acme) + "/{d}", domain).body("verifiedAt", nullValue());
        audited(acme, "teams.domain.lapsed");
        person("anna", "anna@" + domain, true).get("/api/me").body("organizations", empty());
    }

    @Test
    void aRecordThatComesBackKeepsTheDomain() throws Exception {
        verified(false, "VIEWER");
        String value = owner(acme).get(path(acme) + "/{d}", domain).extract().path("record.value");
        DnsResponder.put("_enterprise-mode." + domain, "gone");
        lookUpAfter("");
        DnsResponder.put("_enterprise-mode." + domain, value);
        lookUpAfter("");

        owner(acme)
                .get(path(acme) + "/{d}", domain)
                .body("verifiedAt", notNullValue())
                .body("", not(hasKey("recordMissingSince")));
        audited(acme, "teams.domain.record-back");
        assertThat(DATABASE.number(
                        "select count(*) from organization_domain where domain = '%s' and look_up_due_at > now()"
                                .formatted(domain)))
                .isEqualTo(1);
    }

    @Test
    void aRemovalThatWasMeantForAnotherRevisionIsRefused() {
        claim(acme, false, "VIEWER");
        String one = path(acme) + "/" + domain;
        String read = owner(acme).get(one).extract().header("ETag");
        owner(acme).patch(Map.of("jitEnabled", true), one).statusCode(200);

        owner(acme).request().header("If-Match", read).delete(one).then().statusCode(412);
        owner(acme).request().header("If-Match", "").delete(one).then().statusCode(400);

        String now = owner(acme).get(one).statusCode(200).extract().header("ETag");
        owner(acme).request().header("If-Match", now).delete(one).then().statusCode(204);
        owner(acme).get(one).statusCode(404);
    }

    @Test
    void namesThatAnOlderRuleTookForOneAreTwo() {
        String name = "stra\u00dfe" + acme.id() + ".example";
        owner(acme).post(path(acme), Map.of("domain", name)).statusCode(201).body("domain", startsWith("xn--strae"));
        owner(acme)
                .post(path(acme), Map.of("domain", name.replace("\u00df", "ss")))
                .statusCode(201)
                .body("domain", startsWith("strasse"));
    }

    @Test
    void domainsOfEverybodyAndBadInputAreRefused() {
        for (String bad : List.of("gmail.com", "co.uk", "localhost", "127.0.0.1", "a b.example")) {
            owner(acme)
                    .post(path(acme), Map.of("domain", bad))
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("/domain"));
        }
        owner(acme)
                .post(path(acme), Map.of("domain", domain, "jitRole", "ADMIN"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/jitRole"));
        claim(acme, false, "VIEWER");
        owner(acme).post(path(acme), Map.of("domain", domain)).statusCode(409);
        TeamsApi.of(acme.member(), acme.id()).get(path(acme)).statusCode(403);
    }

    @Test
    void whoeverSignsInWithAnAddressThereIsAMemberAtOnce() {
        verified(true, "MEMBER");

        TeamsApi anna = person("anna", "anna@" + domain, true);
        anna.get("/api/me")
                .body("organizations", hasSize(1))
                .body("organizations[0].id", equalTo(acme.id().toString()))
                .body("organizations[0].roles.role", contains("MEMBER"));
        anna.get("/api/teams").statusCode(200);
        person("b", "b@" + domain, false).get("/api/me").body("organizations", empty());
        person("c", "c@sub." + domain, true).get("/api/me").body("organizations", empty());
        person("d", "d@not" + domain, true).get("/api/me").body("organizations", empty());

        try (TopicReader topic = TopicReader.fromBeginning(Topics.AUDIT_EVENTS)) {
            AuditEvent admitted = topic
                    .await(
                            1,
                            record -> record.belongsTo(acme.id())
                                    && record.event()
                                            .read(EventTypes.AUDIT_EVENT)
                                            .action()
                                            .equals("teams.member.admitted"))
                    .stream()
                    .peek(EventContract::assertConforms)
                    .map(record -> record.event().read(EventTypes.AUDIT_EVENT))
                    .findFirst()
                    .orElseThrow();
            assertThat(admitted.details()).containsEntry("domain", domain);
        }
    }

    @Test
    void nobodyIsAdmittedBeforeItIsVerifiedOrWhenSwitchedOff() {
        DnsResponder.put("_enterprise-mode." + domain, claim(acme, true, "MEMBER"));
        TeamsApi anna = person("anna", "anna@" + domain, true);
        anna.get("/api/me").body("organizations", empty());
        verify(acme).statusCode(200);
        owner(acme)
                .patch(Map.of("jitEnabled", false), path(acme) + "/{d}", domain)
                .statusCode(200)
                .body("jitRole", equalTo("MEMBER"));
        anna.get("/api/me").body("organizations", empty());
        owner(acme)
                .patch(Map.of("jitEnabled", true, "jitRole", "VIEWER"), path(acme) + "/{d}", domain)
                .statusCode(200);
        anna.get("/api/me").body("organizations[0].roles.role", contains("VIEWER"));
    }

    @Test
    void whoWasRemovedDoesNotComeBackBySigningIn() {
        verified(true, "MEMBER");
        TeamsApi anna = person("anna", "anna@" + domain, true);
        String principal = anna.get("/api/me").extract().path("principalId");

        owner(acme).delete("/api/members/{id}", principal).statusCode(204);

        anna.get("/api/me").body("organizations", empty());
    }

    @Test
    void arrivingSeveralTimesAtOnceIsArrivingOnce() throws Exception {
        verified(true, "MEMBER");
        TeamsApi anna = person("anna", "anna@" + domain, true);
        Callable<Integer> arrive = () -> anna.get("/api/me").extract().statusCode();

        try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
            assertThat(executor.invokeAll(Collections.nCopies(6, arrive)).stream()
                            .map(Future::resultNow))
                    .containsOnly(200);
        }

        String principal = anna.get("/api/me").extract().path("principalId");
        assertThat(new ServiceDatabase("teams")
                        .number("select membership_revision from principal where org_id = '%s' and id = '%s'"
                                .formatted(acme.id(), principal)))
                .isEqualTo(1);
    }
}
