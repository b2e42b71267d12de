package io.enterprisemode.teams.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyHoldersTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant ROTATED = Instant.parse("2026-02-01T00:00:00Z");
    private static final UUID MAKER = new UUID(0, 1);
    private static final UUID ROTATOR = new UUID(0, 2);
    private static final UUID BEFORE = new UUID(0, 3);

    private final KeyHolders holders = new KeyHolders(MAKER, MADE, ROTATOR, ROTATED, BEFORE);

    @Test
    void whoMadeOrRotatedAKeyHoldsItSinceThen() {
        assertThat(holders.since(MAKER, Instant.MIN)).contains(MADE);
        assertThat(holders.since(ROTATOR, Instant.MIN)).contains(ROTATED);
        assertThat(holders.since(BEFORE, Instant.MIN)).contains(MADE);
        assertThat(holders.since(new UUID(0, 4), Instant.MIN)).isEmpty();
    }

    @Test
    void whatWasDoneBeforeSomebodyActedIsNotTheirs() {
        assertThat(holders.since(MAKER, MADE)).contains(MADE);
        assertThat(holders.since(MAKER, MADE.plusSeconds(1))).isEmpty();
        assertThat(holders.since(ROTATOR, ROTATED.plusSeconds(1))).isEmpty();
        assertThat(holders.since(BEFORE, ROTATED)).contains(ROTATED);
    }

    @Test
    void whoMadeAndRotatedItHoldsItSinceItWasMade() {
        KeyHolders own = new KeyHolders(MAKER, MADE, MAKER, ROTATED, null);

        assertThat(own.since(MAKER, Instant.MIN)).contains(MADE);
        assertThat(own.since(MAKER, ROTATED)).contains(ROTATED);
    }
}
