package io.enterprisemode.gateway.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RememberedAnswersTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID OLIVIA = new UUID(0, 1);
    private static final UUID ACME = new UUID(0, 2);
    private static final UUID GLOBEX = new UUID(0, 3);
    private static final CallerRoles OWNER = new CallerRoles("OWNER on acme");
    private static final CallerRoles VIEWER = new CallerRoles("VIEWER on acme");
    private static final Answer AWAY = new Answer.Failed("it cannot be reached", true);

    private final RememberedAnswers remembered = new RememberedAnswers();

    private static Answer.Fresh fresh(Instant at) {
        return new Answer.Fresh(JsonNodeFactory.instance.textNode("of " + at), at);
    }

    private Answer ask(Optional<CallerRoles> roles, Answer answer, Instant now) {
        return remembered
                .complete(OLIVIA, ACME, roles, Map.of(Topic.CHARGES, answer), now)
                .get(Topic.CHARGES);
    }

    private Answer ask(CallerRoles roles, Answer answer, Instant now) {
        return ask(Optional.of(roles), answer, now);
    }

    @Test
    void whoHasTheSameRolesIsShownWhatWasAnsweredBefore() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(30)))
                .isEqualTo(new Answer.Stale(fresh(NOON).value(), NOON, "it cannot be reached"));
        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(60))).isInstanceOf(Answer.Stale.class);
    }

    @Test
    void whoHasOtherRolesIsNotAndItIsForgotten() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(VIEWER, AWAY, NOON.plusSeconds(1))).isEqualTo(AWAY);
        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(2))).isEqualTo(AWAY);
    }

    @Test
    void whileRolesAreNotConfirmedNothingIsShownAndNothingForgotten() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(Optional.empty(), AWAY, NOON.plusSeconds(1))).isEqualTo(AWAY);
        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(2))).isInstanceOf(Answer.Stale.class);
    }

    @Test
    void whoHasNoRoleAnyMoreIsForgotten() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(new CallerRoles(""), AWAY, NOON.plusSeconds(1))).isEqualTo(AWAY);
        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(2))).isEqualTo(AWAY);
    }

    @Test
    void whatAServiceAnswersRightAfterRolesChangedMayRestOnTheOldOnes() {
        ask(OWNER, fresh(NOON), NOON);
        Instant demoted = NOON.plusSeconds(10);

        ask(VIEWER, fresh(demoted), demoted);
        assertThat(ask(VIEWER, AWAY, demoted.plusSeconds(1))).isEqualTo(AWAY);

        Instant later = demoted.plusSeconds(20);
        ask(VIEWER, fresh(later), later);
        assertThat(ask(VIEWER, AWAY, later.plusSeconds(1))).isInstanceOf(Answer.Stale.class);
    }

    @Test
    void aServiceThatCannotDecideIsNotAnsweredFor() {
        Answer undecided = new Answer.Failed("it cannot decide who may do what", false);
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(OWNER, undecided, NOON.plusSeconds(1))).isEqualTo(undecided);
        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(2))).isInstanceOf(Answer.Stale.class);
    }

    @Test
    void whatTheServiceRefusesIsForgotten() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(OWNER, new Answer.Forbidden(), NOON.plusSeconds(1))).isEqualTo(new Answer.Forbidden());
        assertThat(ask(OWNER, AWAY, NOON.plusSeconds(2))).isEqualTo(AWAY);
    }

    @Test
    void anAnswerIsShownForTenMinutes() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(ask(OWNER, AWAY, NOON.plus(Duration.ofMinutes(10)))).isInstanceOf(Answer.Stale.class);
        assertThat(ask(OWNER, AWAY, NOON.plus(Duration.ofMinutes(10)).plusSeconds(1)))
                .isEqualTo(AWAY);
    }

    @Test
    void anotherOrganizationAndAnotherCallerAreAskedFor() {
        ask(OWNER, fresh(NOON), NOON);

        assertThat(remembered.complete(OLIVIA, GLOBEX, Optional.of(OWNER), Map.of(Topic.CHARGES, AWAY), NOON))
                .containsEntry(Topic.CHARGES, AWAY);
        assertThat(remembered.complete(new UUID(0, 4), ACME, Optional.of(OWNER), Map.of(Topic.CHARGES, AWAY), NOON))
                .containsEntry(Topic.CHARGES, AWAY);
    }
}
