package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PostgresOutagesTest {

    private final PostgresOutages outages = new PostgresOutages();

    @Test
    void aBrokenConnectionPasses() {
        assertThat(outages.isTransient(new IllegalStateException(new IOException("connection reset"))))
                .isTrue();
    }

    @Test
    void dataThatCannotBeReadNeverGetsBetter() {
        assertThat(outages.isTransient(new IllegalArgumentException(new JsonParseException(null, "unexpected end"))))
                .isFalse();
    }
}
