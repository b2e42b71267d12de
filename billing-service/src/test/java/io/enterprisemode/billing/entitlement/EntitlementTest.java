package io.enterprisemode.billing.entitlement;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class EntitlementTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void freeAndProfessional() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "professional");
        send(acme.member(), event("emails", acme.workspaceId(), 900)).statusCode(200);
        send(globex.member(), event("emails", globex.workspaceId(), 99_990)).statusCode(200);
    }

    private static ValidatableResponse check(TestOrganization organization, Object question) {
        return as(organization.viewer())
                .contentType("application/json")
                .body(question)
                .post(ENTITLEMENTS + "/check")
                .then();
    }

    @Test
    void aBlockLimitAllowsUpToTheLastUnit() {
        check(acme, Map.of("meter", "emails", "quantity", 100))
                .statusCode(200)
                .body("allowed", equalTo(true))
                .body("used", equalTo(900))
                .body("limit", equalTo(1000))
                .body("remaining", equalTo(100))
                .body("behaviour", equalTo("BLOCK"))
                .body("warn", equalTo(true))
                .body("reason", nullValue());
        check(acme, Map.of("meter", "emails", "quantity", 101))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("limit-reached"));
        check(acme, Map.of("meter", "ai_requests", "quantity", 1)).body("warn", equalTo(false));
    }

    @Test
    void overageIsAllowedBeyondTheLimit() {
        check(globex, Map.of("meter", "emails", "quantity", 1_000_000))
                .body("allowed", equalTo(true))
                .body("behaviour", equalTo("OVERAGE"))
                .body("remaining", equalTo(10));
    }

    @Test
    void allEntitlementsComeInOneAnswer() {
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .statusCode(200)
                .body("plan", equalTo("free"))
                .body("workspaceLimit", equalTo(1))
                .body("memberLimit", equalTo(3))
                .body("meters[0..3].meter", contains("emails", "ai_requests", "contacts", "api_calls"))
                .body("meters.allowed", everyItem(equalTo(true)))
                .body("meters[0].used", equalTo(900));
        as(globex.viewer()).get(ENTITLEMENTS).then().body("meters[0].used", equalTo(99_990));
    }

    @Test
    void theStateIsDecidedHere() {
        check(acme, Map.of("meter", "emails", "quantity", 1)).body("state", equalTo("NEAR_LIMIT"));
        check(acme, Map.of("meter", "contacts", "quantity", 1)).body("state", equalTo("WITHIN"));
        send(acme.member(), event("emails", acme.workspaceId(), 100)).statusCode(200);
        check(acme, Map.of("meter", "emails", "quantity", 1)).body("state", equalTo("BLOCKED"));
        send(globex.member(), event("emails", globex.workspaceId(), 10)).statusCode(200);
        check(globex, Map.of("meter", "emails", "quantity", 1)).body("state", equalTo("AT_LIMIT"));
        send(globex.member(), event("emails", globex.workspaceId(), 1)).statusCode(200);
        check(globex, Map.of("meter", "emails", "quantity", 1)).body("state", equalTo("OVERAGE"));
        for (String path : List.of(ENTITLEMENTS, USAGE + "?current=true")) {
            as(globex.viewer())
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body("meters.find { it.meter == 'emails' }.state", equalTo("OVERAGE"))
                    .body("meters.find { it.meter == 'contacts' }.state", equalTo("WITHIN"));
        }
    }

    /** What the whole organization has used is not for those who have a part of it, however they ask. */
    @Test
    void aTeamRoleLearnsWhetherItIsAllowedAndNotWhatTheOrganizationHasUsed() {
        Map<String, ?> one = Map.of("meter", "emails", "quantity", 1);
        Map<String, ?> hold = Map.of("meter", "emails", "quantity", 1, "workspaceId", acme.workspaceId());
        Map<String, Object> answer = as(acme.teamMember())
                .contentType("application/json")
                .body(one)
                .post(ENTITLEMENTS + "/check")
                .then()
                .statusCode(200)
                .extract()
                .path("");
        assertThat(answer)
                .containsOnlyKeys("meter", "quantity", "allowed", "behaviour")
                .containsEntry("allowed", true);
        send(acme.teamMember(), event("emails", acme.workspaceId(), 1))
                .body("results[0].status", equalTo("accepted"))
                .body("results[0].standing", nullValue());
        String held = as(acme.teamMember())
                .contentType("application/json")
                .body(hold)
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201)
                .body("standing", nullValue())
                .extract()
                .path("reservation.id");
        as(acme.teamMember())
                .contentType("application/json")
                .body(Map.of("quantity", 1))
                .post(ENTITLEMENTS + "/reservations/" + held + "/commit")
                .then()
                .statusCode(200)
                .body("standing", nullValue());
        Map<String, Object> emails = as(acme.teamMember())
                .get(USAGE + "?current=true")
                .then()
                .statusCode(200)
                .body("scope", equalTo("SUBTREE"))
                .extract()
                .path("meters.find { it.meter == 'emails' }");
        assertThat(emails).containsOnlyKeys("meter", "unit", "used").containsEntry("used", 902);
        as(acme.viewer())
                .get(USAGE)
                .then()
                .body("scope", equalTo("ORGANIZATION"))
                .body("meters.find { it.meter == 'emails' }.stateSince", notNullValue())
                .body("meters.find { it.meter == 'api_calls' }.stateSince", nullValue());
    }

    @Test
    void withoutASubscriptionNothingIsAllowed() {
        TestOrganization initech = BillingApi.knownOrganizations().a();

        check(initech, Map.of("meter", "emails", "quantity", 1))
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("reason", equalTo("no-subscription"))
                .body("state", equalTo("NOT_IN_PLAN"))
                .body("limit", nullValue());
        as(initech.viewer())
                .get(ENTITLEMENTS)
                .then()
                .statusCode(200)
                .body("plan", nullValue())
                .body("meters.allowed", everyItem(equalTo(false)));
    }

    @Test
    void questionsThatMakeNoSenseAreRefusedWithTheField() {
        check(acme, Map.of("meter", "letters", "quantity", 1))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/meter")));
        check(acme, Map.of("meter", "emails", "quantity", -1))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/quantity")));
        check(acme, Map.of("meter", "emails")).statusCode(400).body("errors.pointer", equalTo(List.of("/quantity")));
        check(acme, Map.of("meter", "emails", "quantity", "many")).statusCode(400);
    }

    /**
     * Plans with caps: beyond 15 AI requests a month nothing is let in, whatever happens at the 10 that are included.
     */
    private static void publishCappedPlans() throws SQLException {
        try (Connection owner = ServiceDatabase.of("billing").owner();
                Statement statement = owner.createStatement()) {
            statement.execute("""
                    insert into plan (code, name, position) values ('warned', 'Warned', 91), ('charged', 'Charged', 92)
                    on conflict do nothing""");
            statement.execute("""
                    insert into plan_version (plan_code, version, currency, monthly_price_minor, yearly_price_minor)
                    values ('warned', 1, 'USD', 0, 0), ('charged', 1, 'USD', 0, 0)
                    on conflict do nothing""");
            statement.execute("""
                    insert into plan_allowance (plan_code, version, meter_id, included, unit_price, behaviour, cap)
                    values ('warned', 1, 2, 10, null, 'WARN', 15), ('charged', 1, 2, 10, 0.5, 'OVERAGE', 15)
                    on conflict do nothing""");
        }
    }

    @Test
    void theCapRefusesWhereTheLimitOnlyWarnsOrCharges() throws SQLException {
        publishCappedPlans();
        TwoOrganizations others = BillingApi.knownOrganizations();
        Awaitility.await("the plans are known")
                .atMost(Duration.ofSeconds(20))
                .until(() -> as(others.a().viewer())
                                .get("/api/billing/plans/charged")
                                .statusCode()
                        == 200);
        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            for (Map.Entry<TestOrganization, String> each :
                    Map.of(others.a(), "warned", others.b(), "charged").entrySet()) {
                TestOrganization organization = each.getKey();
                BillingApi.subscribe(organization, each.getValue());

                assertThat(statuses(send(
                                organization.member(),
                                List.of(
                                        event("ai_requests", organization.workspaceId(), 12),
                                        event("ai_requests", organization.workspaceId(), 4),
                                        event("ai_requests", organization.workspaceId(), 3),
                                        event("ai_requests", organization.workspaceId(), 1)))))
                        .containsExactly("accepted", "blocked", "accepted", "blocked");
                check(organization, Map.of("meter", "ai_requests", "quantity", 1))
                        .body("allowed", equalTo(false))
                        .body("used", equalTo(15))
                        .body("limit", equalTo(10))
                        .body("cap", equalTo(15))
                        .body("state", equalTo("BLOCKED"))
                        .body("remaining", equalTo(0));
                List<ReceivedRecord> reached = lifecycle.await(
                        4,
                        record -> record.belongsTo(organization.id())
                                && (record.isOf(EventTypes.LIMIT_REACHED.type())
                                        || record.isOf(EventTypes.LIMIT_REFUSED.type())));
                assertThat(reached)
                        .extracting(record -> record.json().path("threshold").asText("REFUSED"))
                        .containsExactly("SOFT", "HARD", "REFUSED", "CAP");
                reached.forEach(EventContract::assertConforms);
            }
        }
        as(acme.viewer())
                .get("/api/billing/plans/charged")
                .then()
                .body("meters.find { it.meter == 'ai_requests' }.cap", equalTo(15));
    }
}
