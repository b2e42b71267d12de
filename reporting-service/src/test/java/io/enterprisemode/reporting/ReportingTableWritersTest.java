package io.enterprisemode.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.TableWriters;
import io.enterprisemode.testkit.architecture.TableWriters.Permission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may write which tables: each is a projection, written by one consumer. */
class ReportingTableWritersTest {

    private static final List<Permission> PERMISSIONS = List.of(
            Permission.of("intake", "both consumers note by one class how new their events are", "freshness"),
            Permission.of("usage_hour", "the consumer of usage keeps the newest revision of each hour", "analytics"),
            Permission.of("invoice_fact", "the consumer of billing events keeps each document once", "finance"),
            Permission.of("invoice_line_fact", "kept with its invoice", "finance"),
            Permission.of("invoice_line_share", "kept with its line", "finance"),
            Permission.of("payment_fact", "the consumer of billing events keeps each payment once", "finance"),
            Permission.of("refund_fact", "the consumer of billing events keeps each refund once", "finance"),
            Permission.of("settlement_fact", "the consumer of billing events keeps each settlement once", "finance"),
            Permission.of("subscription_fact", "the consumer of billing events keeps each revision once", "finance"));

    @Test
    void onlyThoseWithPermissionWriteATable() {
        assertThat(TableWriters.violations(
                        "io.enterprisemode.reporting", "db/migration", Set.of("db/kernel", "db/access"), PERMISSIONS))
                .isEmpty();
    }
}
