package io.enterprisemode.billing.tax;

import static io.enterprisemode.billing.BillingApi.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class BillingProfileTest {

    private static final String PROFILE = "/api/billing/profile";
    private static final Map<String, Object> ACME = Map.of(
            "legalName",
            "Acme Ltd",
            "address",
            Map.of(
                    "lines",
                    List.of("5 Main Street", "Floor 2"),
                    "postalCode",
                    "10115",
                    "city",
                    "Berlin",
                    "country",
                    "DE"),
            "taxId",
            "DE 123 456 789",
            "email",
            "billing@acme.example");

    @Inject
    BillingProfiles profiles;

    @Inject
    TenantTransactions transactions;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static ValidatableResponse profile(TestOrganization organization) {
        return as(organization.admin()).get(PROFILE).then().statusCode(200);
    }

    private static RequestSpecification changing(TestOrganization organization, Map<String, Object> profile) {
        return as(organization.admin()).contentType("application/json").body(profile);
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(Tokens.operator().signed()).contentType("application/json");
    }

    private static String taxPath(UUID organization) {
        return "/api/billing/organizations/" + organization + "/tax";
    }

    private static ValidatableResponse tax(TestOrganization organization) {
        return operator().get(taxPath(organization.id())).then().statusCode(200);
    }

    private static ValidatableResponse changeTax(TestOrganization organization, Map<String, Object> tax) {
        return operator().body(tax).put(taxPath(organization.id())).then();
    }

    private DocumentParties parties(TestOrganization organization) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(
                () -> transactions.inOrganization(organization.id(), profiles::forDocument));
    }

    @Test
    void anOrganizationOfWhichNothingWasSaidHasNoNameAndTheDefaultRate() throws Throwable {
        profile(acme)
                .header("ETag", "\"0\"")
                .body("revision", equalTo(0))
                .body("$", not(hasKey("legalName")))
                .body("address.lines", hasSize(0))
                .body("tax.treatment", equalTo("RATE"))
                .body("tax.rate", equalTo("0"))
                .body("tax.defaultRate", equalTo(true));

        DocumentParties parties = parties(acme);

        assertThat(parties.buyer()).isEqualTo(Party.unnamed());
        assertThat(parties.tax()).isEqualTo(TaxRule.ofRate(BigDecimal.ZERO));
        assertThat(parties.seller())
                .isEqualTo(new Party(
                        "Enterprise Mode demo",
                        List.of("1 Example Street"),
                        "00000",
                        "Example City",
                        "US",
                        "123456789",
                        "billing@enterprise-mode.example"));
    }

    @Test
    void whatTheCustomerSaysStandsOnTheNextDocument() throws Throwable {
        changing(acme, ACME)
                .put(PROFILE)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("taxId", equalTo("DE123456789"))
                .body("address.lines", contains("5 Main Street", "Floor 2"))
                .body("tax.defaultRate", equalTo(true));

        assertThat(parties(acme).buyer())
                .isEqualTo(new Party(
                        "Acme Ltd",
                        List.of("5 Main Street", "Floor 2"),
                        "10115",
                        "Berlin",
                        "DE",
                        "DE123456789",
                        "billing@acme.example"));
        assertThat(parties(globex).buyer()).isEqualTo(Party.unnamed());
        changing(acme, Map.of("legalName", "Acme Inc"))
                .put(PROFILE)
                .then()
                .statusCode(200)
                .body("revision", equalTo(2));
        assertThat(parties(acme).buyer()).isEqualTo(new Party("Acme Inc", List.of(), null, null, null, null, null));
    }

    @Test
    void theSameAgainChangesNothing() {
        changing(acme, ACME).put(PROFILE).then().statusCode(200).body("revision", equalTo(1));
        changing(acme, ACME).put(PROFILE).then().statusCode(200).body("revision", equalTo(1));

        changeTax(acme, Map.of("treatment", "RATE", "rate", "0.19")).statusCode(200);
        changeTax(acme, Map.of("treatment", "RATE", "rate", "0.1900"))
                .statusCode(200)
                .body("revision", equalTo(2));
    }

    @Test
    void aChangeForAnotherRevisionIsRefused() {
        changing(acme, ACME).header("If-Match", "\"0\"").put(PROFILE).then().statusCode(200);

        changing(acme, Map.of("legalName", "Acme Inc"))
                .header("If-Match", "\"0\"")
                .put(PROFILE)
                .then()
                .statusCode(412);
        operator()
                .header("If-Match", "\"0\"")
                .body(Map.of("treatment", "RATE", "rate", "0.19"))
                .put(taxPath(acme.id()))
                .then()
                .statusCode(412);
        profile(acme).body("legalName", equalTo("Acme Ltd")).body("tax.rate", equalTo("0"));
        operator()
                .header("If-Match", "\"1\"")
                .body(Map.of("treatment", "RATE", "rate", "0.19"))
                .put(taxPath(acme.id()))
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"");
    }

    @Test
    void theOperatorSaysHowAnOrganizationIsTaxed() throws Throwable {
        changeTax(acme, Map.of("treatment", "RATE", "rate", "0.0725"))
                .statusCode(200)
                .body("tax.rate", equalTo("0.0725"))
                .body("tax.defaultRate", equalTo(false));
        assertThat(parties(acme).tax()).isEqualTo(TaxRule.ofRate(new BigDecimal("0.0725")));
        profile(acme).body("tax.rate", equalTo("0.0725"));

        changeTax(acme, Map.of("treatment", "REVERSE_CHARGE", "reason", "VAT is paid by the recipient"))
                .statusCode(200)
                .body("tax", not(hasKey("rate")))
                .body("tax.reason", equalTo("VAT is paid by the recipient"));
        assertThat(parties(acme).tax())
                .isEqualTo(TaxRule.none(TaxTreatment.REVERSE_CHARGE, "VAT is paid by the recipient"));
        tax(acme).header("ETag", "\"2\"").body("tax.treatment", equalTo("REVERSE_CHARGE"));
        tax(globex).body("revision", equalTo(0)).body("tax.treatment", equalTo("RATE"));

        changeTax(acme, Map.of("treatment", "RATE")).statusCode(200).body("tax.defaultRate", equalTo(true));
        assertThat(parties(acme).tax()).isEqualTo(TaxRule.ofRate(BigDecimal.ZERO));
    }

    @Test
    void theProfileKeepsItsTaxAndTheTaxItsProfile() throws Throwable {
        changeTax(acme, Map.of("treatment", "EXEMPT", "reason", "Education")).statusCode(200);
        changing(acme, ACME).put(PROFILE).then().statusCode(200).body("tax.reason", equalTo("Education"));
        changeTax(acme, Map.of("treatment", "RATE", "rate", "0.2")).statusCode(200);

        DocumentParties parties = parties(acme);

        assertThat(parties.buyer().name()).isEqualTo("Acme Ltd");
        assertThat(parties.tax()).isEqualTo(TaxRule.ofRate(new BigDecimal("0.2")));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        changing(acme, Map.of("address", Map.of("lines", List.of(" "), "country", "XX"), "taxId", "1", "email", "a"))
                .put(PROFILE)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(
                        "errors.pointer",
                        contains("/legalName", "/address/lines/0", "/address/country", "/taxId", "/email"));
        changeTax(acme, Map.of("treatment", "EXEMPT", "rate", "1.5"))
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.pointer", contains("/rate", "/rate", "/reason"));
        changeTax(acme, Map.of("treatment", "NONE")).statusCode(400);
        profile(acme).body("revision", equalTo(0));
    }

    @Test
    void onlyTheOperatorChangesTheTaxAndOnlyOfOrganizationsThatAreKnown() {
        as(acme.owner())
                .contentType("application/json")
                .body(Map.of("treatment", "EXEMPT", "reason", "Because"))
                .put(taxPath(acme.id()))
                .then()
                .statusCode(403);
        changing(acme, Map.of("legalName", "Acme", "tax", Map.of("treatment", "RATE")))
                .put(PROFILE)
                .then()
                .statusCode(400);
        as(acme.viewer()).get(PROFILE).then().statusCode(403);
        operator().get(taxPath(UUID.randomUUID())).then().statusCode(404);
        operator()
                .body(Map.of("treatment", "RATE"))
                .put(taxPath(UUID.randomUUID()))
                .then()
                .statusCode(404);
        operator().get("/api/billing/organizations/none/tax").then().statusCode(400);
    }

    @Test
    void ofChangesAtTheSameTimeEachIsMade() throws Exception {
        List<Callable<Integer>> changes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Map<String, Object> profile = Map.of("legalName", "Acme " + i);
            changes.add(() -> changing(acme, profile).put(PROFILE).statusCode());
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(changes.size())) {
            for (Future<Integer> answer : executor.invokeAll(changes)) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }

        profile(acme).body("revision", equalTo(6));
    }

    @Test
    void everyChangeIsAudited() {
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            changing(acme, ACME).put(PROFILE).then().statusCode(200);
            changeTax(acme, Map.of("treatment", "EXEMPT", "reason", "Education"))
                    .statusCode(200);

            audit.await(record -> record.belongsTo(acme.id())
                    && record.json().path("action").asText().equals("billing.profile.changed")
                    && record.json().at("/details/after/name").asText().equals("Acme Ltd"));
            audit.await(record -> record.belongsTo(acme.id())
                    && record.json().path("action").asText().equals("billing.tax.changed")
                    && record.json().at("/details/before/treatment").asText().equals("RATE")
                    && record.json().at("/details/after/reason").asText().equals("Education"));
        }
    }
}
