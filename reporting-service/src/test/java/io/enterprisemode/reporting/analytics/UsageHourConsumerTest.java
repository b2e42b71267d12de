package io.enterprisemode.reporting.analytics;

import static io.enterprisemode.reporting.ReportingApi.ANALYTICS;
import static io.enterprisemode.reporting.ReportingApi.as;
import static io.enterprisemode.reporting.ReportingApi.awaitRows;
import static io.enterprisemode.reporting.ReportingApi.knownOrganizations;
import static io.enterprisemode.reporting.ReportingApi.rows;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.UsageRecorded;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("reporting")
class UsageHourConsumerTest {

    private static final Instant HOUR = Instant.parse("2026-02-10T08:00:00Z");

    private final ServiceDatabase database = new ServiceDatabase("reporting");
    private TwoOrganizations organizations;

    @BeforeEach
    void twoOrganizations() {
        organizations = knownOrganizations();
    }

    @Test
    void theHighestRevisionOfAnHourCountsInWhateverOrderTheyCome() {
        publish(organizations.a(), HOUR, 30, 3);
        publish(organizations.a(), HOUR, 10, 1);
        publish(organizations.a(), HOUR, 50, 5);
        publish(organizations.a(), HOUR, 20, 2);

        awaitTaken(organizations.a());
        assertThat(quantity()).isEqualTo(50);
    }

    @Test
    void aRevisionMayTakeUsageBack() {
        publish(organizations.a(), HOUR, 30, 1);
        publish(organizations.a(), HOUR, 5, 2);

        awaitTaken(organizations.a());
        assertThat(quantity()).isEqualTo(5);
    }

    @Test
    void theSameRecordAgainHasNoEffect() {
        Event event = publish(organizations.a(), HOUR, 30, 1);
        Publisher.publish(Topics.BILLING_USAGE_RECORDED, event);
        Publisher.publish(Topics.BILLING_USAGE_RECORDED, event);

        awaitTaken(organizations.a());
        assertThat(quantity()).isEqualTo(30);
        assertThat(rows("usage_hour", organizations.b().id())).isZero();
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAndIsReplayableWhileTheRestGoesOn() {
        UUID organization = organizations.a().id();
        String key = organization + ":poison";
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.BILLING_USAGE_RECORDED))) {
            UUID poison = Publisher.poison(
                    Topics.BILLING_USAGE_RECORDED, key, EventTypes.USAGE_RECORDED.type(), organization);
            publish(organizations.a(), HOUR, 30, 1);

            awaitTaken(organizations.a());
            assertThat(letters.await(record ->
                                    poison.toString().equals(record.headers().get(EventHeaders.ID)))
                            .headers())
                    .containsEntry(EventHeaders.DEAD_LETTER_CONSUMER, "reporting-usage");

            String path = "/api/operations/reporting/dead-letters/" + Topics.BILLING_USAGE_RECORDED;
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .get(path)
                    .then()
                    .statusCode(200)
                    .body("items.key", hasItem(key));
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .contentType("application/json")
                    .body(Map.of("organizationId", organization))
                    .post(path + "/replay")
                    .then()
                    .statusCode(200)
                    .body("items.key", hasItem(key));
            letters.await(2, record -> key.equals(record.key()));
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .get(path + "?organizationId=" + organization)
                    .then()
                    .statusCode(200)
                    .body("items.key", equalTo(List.of(key)))
                    .body("items.attempts", equalTo(List.of(2)));
        }
    }

    @Test
    void answersTellHowFarTheyReach() {
        as(organizations.b().owner()).get(ANALYTICS).then().statusCode(200).body("newestEventAt", nullValue());
        Instant before = Instant.now();

        Event event = publish(organizations.a(), HOUR, 30, 1);

        awaitTaken(organizations.a());
        Awaitility.await().untilAsserted(() -> {
            var answer = as(organizations.a().owner()).get(ANALYTICS).then().statusCode(200);
            answer.body("lag", equalTo(0));
            Instant asOf = Instant.parse(answer.extract().jsonPath().getString("asOf"));
            Instant newest = Instant.parse(answer.extract().jsonPath().getString("newestEventAt"));
            assertThat(newest).isAfterOrEqualTo(event.time().truncatedTo(ChronoUnit.MICROS));
            assertThat(asOf).isAfterOrEqualTo(before.minusMillis(1)).isAfterOrEqualTo(newest);
        });
    }

    private static Event publish(TestOrganization organization, Instant hour, long quantity, long revision) {
        return Publisher.publish(new UsageRecorded(
                organization.id(), organization.workspaceId(), "emails", Aggregation.SUM, hour, quantity, 1, revision));
    }

    /** A last record of the same partition tells that all before it were taken in. */
    private void awaitTaken(TestOrganization organization) {
        UsageRecorded last = new UsageRecorded(
                organization.id(), organization.workspaceId(), "emails", Aggregation.SUM, HOUR, -1, 0, 0);
        Instant at = Publisher.publish(last).time();
        Awaitility.await("everything is taken in")
                .until(() -> database.number("select count(*) from intake where org_id = '" + organization.id()
                                + "' and consumer = 'usage' and newest_event_at >= '" + at.minusMillis(1) + "'")
                        == 1);
        awaitRows("usage_hour", organization.id(), 1);
    }

    private long quantity() {
        return database.number("select quantity from usage_hour where org_id = '"
                + organizations.a().id() + "'");
    }
}
