package io.enterprisemode.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.TableWriters;
import io.enterprisemode.testkit.architecture.TableWriters.Permission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may write which tables. */
class AuditTableWritersTest {

    private static final List<Permission> PERMISSIONS = List.of(
            Permission.of(
                    "audit_event", "the log is only appended to, by one statement for HTTP and Kafka alike", "log"),
            Permission.of("audit_event_receipt", "appended with its event", "log"));

    @Test
    void onlyThoseWithPermissionWriteATable() {
        assertThat(TableWriters.violations(
                        "io.enterprisemode.audit", "db/migration", Set.of("db/kernel", "db/access"), PERMISSIONS))
                .isEmpty();
    }
}
