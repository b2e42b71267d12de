package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class HeldBodiesTest {

    private static InputStream held(int length) {
        return new HeldBodies.Held(new ByteArrayInputStream(new byte[length]), 10);
    }

    @Test
    void aBodyUpToTheLimitIsRead() throws IOException {
        assertThat(held(10).readAllBytes()).hasSize(10);
        InputStream body = held(10);
        assertThat(body.read()).isZero();
        assertThat(body.skip(4)).isEqualTo(4);
        assertThat(body.read(new byte[100], 0, 100)).isEqualTo(5);
        assertThat(body.read()).isNegative();
    }

    @Test
    void oneByteMoreIsRefusedHoweverItIsRead() throws IOException {
        assertThatThrownBy(() -> held(11).readAllBytes())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type().status()).isEqualTo(413));
        InputStream body = held(11);
        assertThat(body.readNBytes(10)).hasSize(10);
        assertThatThrownBy(body::read).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> held(11).skip(11)).isInstanceOf(ProblemException.class);
    }
}
