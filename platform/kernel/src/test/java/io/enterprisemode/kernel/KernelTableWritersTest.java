package io.enterprisemode.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.TableWriters;
import io.enterprisemode.testkit.architecture.TableWriters.Permission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may write the tables that every service has; that the services do not is held by a test of each. */
class KernelTableWritersTest {

    private static final List<Permission> MESSAGING = List.of(
            Permission.of(
                    "outbox_event",
                    "events go out by the outbox only, and its relay marks what Kafka has",
                    "messaging"),
            Permission.of("inbox_event", "a consumer notes by the inbox what it has taken in", "messaging"),
            Permission.of(
                    "idempotency_key",
                    "answers are kept by one class; retention drops what is old",
                    "idempotency",
                    "messaging"),
            Permission.of("dead_letter_decision", "an operator decides once about each letter", "messaging"),
            Permission.of("dead_letter_sending", "a letter is claimed while it is sent again", "messaging"));

    private static final List<Permission> ACCESS = List.of(
            Permission.of("access_membership", "a projection of teams-service, kept by its reader only", "access"),
            Permission.of("access_node", "a projection of teams-service, kept by its reader only", "access"),
            Permission.of("access_api_key", "a projection of teams-service, kept by its reader only", "access"),
            Permission.of("access_position", "moves in the transaction of what was read", "access"),
            Permission.of("access_unreadable", "what the reader could not read, until it can", "access"));

    @Test
    void onlyThoseWithPermissionWriteATable() {
        assertThat(TableWriters.violations("io.enterprisemode.kernel", "db/kernel", Set.of("db/access"), all()))
                .isEmpty();
        assertThat(TableWriters.violations("io.enterprisemode.kernel", "db/access", Set.of("db/kernel"), all()))
                .isEmpty();
    }

    private static List<Permission> all() {
        return Stream.concat(MESSAGING.stream(), ACCESS.stream()).toList();
    }
}
