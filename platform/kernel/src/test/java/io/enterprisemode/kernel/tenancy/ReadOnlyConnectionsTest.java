package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ReadOnlyConnectionsTest {

    @Test
    void itIsKnownFromTheClientAndThroughHibernate() {
        assertThat(ReadOnlyConnections.isReason(
                        new IllegalStateException(new PgException("read only", "ERROR", "25006", null))))
                .isTrue();
        assertThat(ReadOnlyConnections.isReason(new IllegalStateException(new SQLException("read only", "25006"))))
                .isTrue();
    }

    @Test
    void noOtherFailureTellsOfIt() {
        assertThat(ReadOnlyConnections.isReason(new IllegalStateException(new SQLException("locked", "55P03"))))
                .isFalse();
        assertThat(ReadOnlyConnections.isReason(new IllegalStateException("25006")))
                .isFalse();
    }
}
