package io.enterprisemode.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.MembershipChanged;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.organizations.AccessEvents;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

    @Test
    void aReaderSeesThePublishedMembershipsOfBothOrganizations() {
        TwoOrganizations two = TwoOrganizations.fresh();

        try (TopicReader reader = TopicReader.fromNow(Topics.TEAMS_MEMBERSHIP)) {
            AccessEvents.publish(two.a());
            AccessEvents.publish(two.b());

            assertThat(reader.await(6, found -> found.belongsTo(two.a().id()))).hasSize(6);
            ReceivedRecord owner =
                    reader.await(found -> (two.b().id() + ":" + two.b().owner().principalId()).equals(found.key()));
            assertThat(owner.event().read(EventTypes.MEMBERSHIP_CHANGED).principalId())
                    .isEqualTo(two.b().owner().principalId());
            EventContract.assertConforms(owner);
        }
    }

    @Test
    void aDuplicateKeepsItsId() {
        TwoOrganizations two = TwoOrganizations.fresh();
        try (TopicReader reader = TopicReader.fromNow(Topics.TEAMS_MEMBERSHIP)) {
            Event event = Publisher.publish(new MembershipChanged(
                    two.a().id(),
                    two.stranger().principalId(),
                    io.enterprisemode.contracts.teams.PrincipalKind.USER,
                    java.util.List.of(),
                    1,
                    java.time.Instant.EPOCH));

            Publisher.publish(Topics.TEAMS_MEMBERSHIP, event);

            assertThat(reader.await(2, found -> found.belongsTo(two.a().id())))
                    .extracting(found -> found.event().id())
                    .containsOnly(event.id());
        }
    }

    @Test
    void poisonHasAnEnvelopeButNoJson() {
        UUID organization = UUID.randomUUID();
        try (TopicReader reader = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            UUID id = Publisher.poison(Topics.AUDIT_EVENTS, "key", EventTypes.AUDIT_EVENT.type(), organization);

            ReceivedRecord poison = reader.await(found -> found.belongsTo(organization));

            assertThat(poison.event().id()).isEqualTo(id);
            assertThat(EventContract.violations(poison.event().type(), poison.value()))
                    .isNotEmpty();
        }
    }
}
