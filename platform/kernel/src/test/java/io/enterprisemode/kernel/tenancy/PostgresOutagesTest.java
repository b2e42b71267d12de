package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class PostgresOutagesTest {

    private final PostgresOutages outages = new PostgresOutages();

    @Test
    void aBrokenConnectionPasses() {
        assertThat(outages.isOutage(new IOException("connection reset"))).isTrue();
    }

    @Test
    void aWaitThatTookTooLongPasses() {
        assertThat(outages.isOutage(new TimeoutException())).isTrue();
        assertThat(outages.isOutage(new io.smallrye.mutiny.TimeoutException())).isTrue();
        assertThat(outages.isOutage(new NoStackTraceThrowable("Timeout"))).isTrue();
    }

    @Test
    void theDatabaseSaysWhatPasses() {
        assertThat(outages.isOutage(new PgException("read only", "ERROR", "25006", null)))
                .isTrue();
        assertThat(outages.isOutage(new PgException("out of range", "ERROR", "22003", null)))
                .isFalse();
    }

    @Test
    void onlyWhatTookTooLongMayBeDoneInPartsInstead() {
        assertThat(PostgresOutages.tookTooLong(
                        new IllegalStateException(new PgException("canceled", "ERROR", "57014", null))))
                .isTrue();
        assertThat(PostgresOutages.tookTooLong(new PgException("locked", "ERROR", "55P03", null)))
                .isFalse();
        assertThat(PostgresOutages.tookTooLong(new TimeoutException())).isFalse();
    }

    @Test
    void dataThatCannotBeReadNeverGetsBetter() {
        assertThat(outages.isOutage(new JsonParseException(null, "unexpected end")))
                .isFalse();
        assertThat(outages.isOutage(new MalformedInputException(1))).isFalse();
        assertThat(outages.isOutage(new ZipException("not in GZIP format"))).isFalse();
        assertThat(outages.isOutage(new IllegalArgumentException("no"))).isFalse();
    }
}
