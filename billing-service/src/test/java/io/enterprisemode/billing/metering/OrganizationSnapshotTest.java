package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.access.WorkspacePlaces.Place;
import io.enterprisemode.web.access.Reach;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrganizationSnapshotTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID TEAM = new UUID(0, 2);
    private static final UUID OTHER_TEAM = new UUID(0, 3);
    private static final NamedWorkspace THERE = new NamedWorkspace(ACME, new UUID(1, 1));
    private static final NamedWorkspace DELETED = new NamedWorkspace(ACME, new UUID(1, 2));
    private static final NamedWorkspace UNKNOWN = new NamedWorkspace(ACME, new UUID(1, 3));
    private static final NamedWorkspace OF_ANOTHER_ORGANIZATION = new NamedWorkspace(new UUID(0, 9), new UUID(1, 1));

    private final OrganizationSnapshot facts = new OrganizationSnapshot(
            Map.of(),
            Map.of(
                    THERE, Optional.of(new Place(TEAM, null)),
                    DELETED, Optional.of(new Place(TEAM, Instant.EPOCH)),
                    UNKNOWN, Optional.empty()));

    @Test
    void onlyWhatIsNotDeletedIsThere() {
        assertThat(facts.isThere(THERE)).isTrue();
        assertThat(facts.isThere(DELETED)).isFalse();
        assertThat(facts.isThere(UNKNOWN)).isFalse();
        assertThat(facts.isThere(OF_ANOTHER_ORGANIZATION)).isFalse();
    }

    @Test
    void aDeletedWorkspaceIsStillSeen() {
        Reach everywhere = new Reach.WholeOrganization();

        assertThat(facts.isSeen(everywhere, THERE)).isTrue();
        assertThat(facts.isSeen(everywhere, DELETED)).isTrue();
        assertThat(facts.isSeen(everywhere, UNKNOWN)).isFalse();
        assertThat(facts.isSeen(everywhere, OF_ANOTHER_ORGANIZATION)).isFalse();
    }

    @Test
    void aPartOfTheOrganizationSeesItsOwn() {
        assertThat(facts.isSeen(new Reach.Subtrees(Set.of(TEAM), Set.of()), THERE))
                .isTrue();
        assertThat(facts.isSeen(new Reach.Subtrees(Set.of(), Set.of(THERE.id())), THERE))
                .isTrue();
        assertThat(facts.isSeen(new Reach.Subtrees(Set.of(OTHER_TEAM), Set.of(DELETED.id())), THERE))
                .isFalse();
    }
}
