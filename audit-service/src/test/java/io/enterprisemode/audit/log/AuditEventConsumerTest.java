package io.enterprisemode.audit.log;

import static io.enterprisemode.audit.AuditApi.AUDIT;
import static io.enterprisemode.audit.AuditApi.as;
import static io.enterprisemode.audit.AuditApi.event;
import static io.enterprisemode.audit.AuditApi.knownOrganizations;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("audit")
class AuditEventConsumerTest {

    private static final Instant NOON = Instant.parse("2026-02-01T12:00:00.123456Z");

    private final ServiceDatabase database = new ServiceDatabase("audit");

    @Test
    void anEventOfAServiceIsInTheLogOfItsOrganizationOnly() {
        TwoOrganizations organizations = knownOrganizations();
        AuditEvent event = event(organizations.a(), NOON, "billing.subscription.upgraded");

        Publisher.publish(event);

        awaitInLog(event.id());
        as(organizations.a().owner())
                .get(AUDIT)
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(event.id().toString()))
                .body("items[0].time", equalTo("2026-02-01T12:00:00.123456Z"))
                .body("items[0].source", equalTo("/audit-service"))
                .body("items[0].category", equalTo("billing"))
                .body("items[0].actor.name", equalTo("Olivia Acme"))
                .body("items[0].details.by", equalTo("billing.subscription.upgraded"));
        as(organizations.b().owner()).get(AUDIT).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void everyExampleOfTheContractIsTakenIn() {
        for (String name : new String[] {"acme-upgrade", "globex-denied", "globex-system"}) {
            AuditEvent example = EventJson.read(resource(name), AuditEvent.class);

            Publisher.publish(example);

            awaitInLog(example.id());
        }
    }

    @Test
    void theSameEventAgainHasNoEffect() {
        TwoOrganizations organizations = knownOrganizations();
        AuditEvent event = event(organizations.a(), NOON, "team.member.invited");
        Event published = Publisher.publish(event);
        Publisher.publish(Topics.AUDIT_EVENTS, published);
        Publisher.publish(event);

        AuditEvent next = event(organizations.a(), NOON, "team.member.joined");
        Publisher.publish(next);

        awaitInLog(next.id());
        assertThat(rowsOf(organizations.a())).isEqualTo(2);
    }

    @Test
    void anotherEventWithTheIdIsRecordedAsAConflictAndNotLost() {
        TwoOrganizations organizations = knownOrganizations();
        AuditEvent genuine = event(organizations.a(), NOON, "teams.member.removed");
        as(organizations.a().member())
                .contentType("application/json")
                .body(Map.of(
                        "id",
                        genuine.id().toString(),
                        "category",
                        "data",
                        "action",
                        "crm.contacts.imported",
                        "target",
                        Map.of("type", "import", "id", "1")))
                .post(AUDIT)
                .then()
                .statusCode(200);

        Publisher.publish(genuine);
        Publisher.publish(genuine);
        AuditEvent next = event(organizations.a(), NOON, "team.member.joined");
        Publisher.publish(next);

        awaitInLog(next.id());
        as(organizations.a().owner())
                .queryParam("category", "security")
                .get(AUDIT)
                .then()
                .body("items", hasSize(1))
                .body("items[0].action", equalTo("audit.event.conflicted"))
                .body("items[0].actor.id", equalTo("audit-service"))
                .body("items[0].target.id", equalTo(genuine.id().toString()))
                .body("items[0].details.source", equalTo("/audit-service"))
                .body("items[0].details.event.action", equalTo("teams.member.removed"))
                .body(
                        "items[0].details.event.actor.id",
                        equalTo(organizations.a().owner().principalId().toString()));
    }

    @Test
    void theSameIdInTwoOrganizationsIsTwoEvents() {
        TwoOrganizations organizations = knownOrganizations();
        AuditEvent event = event(organizations.a(), NOON, "team.created");
        Publisher.publish(event);

        Publisher.publish(new AuditEvent(
                event.id(),
                event.time(),
                organizations.b().id(),
                event.category(),
                event.severity(),
                event.action(),
                event.actor(),
                event.target(),
                event.outcome(),
                null,
                null,
                null,
                event.details()));

        Awaitility.await().until(() -> rowsOf(organizations.a()) + rowsOf(organizations.b()), rows -> rows.equals(2L));
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersAndIsReplayableWhileTheRestGoesOn() {
        TwoOrganizations organizations = knownOrganizations();
        UUID organization = organizations.a().id();
        String key = organization.toString();
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.AUDIT_EVENTS))) {
            UUID poison = Publisher.poison(Topics.AUDIT_EVENTS, key, EventTypes.AUDIT_EVENT.type(), organization);
            AuditEvent foreign = event(organizations.b(), NOON, "team.deleted");
            Publisher.publish(
                    Topics.AUDIT_EVENTS, key, EventTypes.AUDIT_EVENT.type(), organization, EventJson.write(foreign));
            AuditEvent good = event(organizations.a(), NOON, "team.created");
            Publisher.publish(good);

            awaitInLog(good.id());
            ReceivedRecord letter = letters.await(
                    record -> poison.toString().equals(record.headers().get(EventHeaders.ID)));
            letters.await(2, record -> record.belongsTo(organization));
            assertThat(letter.headers())
                    .containsEntry(EventHeaders.DEAD_LETTER_CONSUMER, "audit-audit-log")
                    .containsEntry(EventHeaders.DEAD_LETTER_TOPIC, Topics.AUDIT_EVENTS)
                    .containsKey(EventHeaders.DEAD_LETTER_REASON);
            assertThat(rowsOf(organizations.b())).isZero();

            String path = "/api/operations/audit/dead-letters/" + Topics.AUDIT_EVENTS;
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
                    .body("items.topic", everyItem(equalTo(Topics.AUDIT_EVENTS)))
                    .body("items.key", hasItem(key));
            letters.await(4, record -> record.belongsTo(organization));
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .contentType("application/json")
                    .body("{}")
                    .post(path + "/discard")
                    .then()
                    .statusCode(400);
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .contentType("application/json")
                    .body(Map.of("organizationId", organization))
                    .post(path + "/discard")
                    .then()
                    .statusCode(200)
                    .body("items.size()", equalTo(2))
                    .body("items.attempts", everyItem(equalTo(2)));
            given().auth()
                    .oauth2(Tokens.operator().signed())
                    .get(path + "?organizationId=" + organization)
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(0));
            as(organizations.a().owner()).get(path).then().statusCode(403);
        }
    }

    private void awaitInLog(UUID id) {
        Awaitility.await(id + " in the log")
                .until(() -> database.number("select count(*) from audit_event where id = '" + id + "'") > 0);
    }

    private long rowsOf(TestOrganization organization) {
        return database.number("select count(*) from audit_event where org_id = '" + organization.id() + "'");
    }

    private static byte[] resource(String name) {
        String path = "examples/io.enterprisemode.audit.event.v1/" + name + ".json";
        try (var stream = AuditEvent.class.getClassLoader().getResourceAsStream(path)) {
            return java.util.Objects.requireNonNull(stream).readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
