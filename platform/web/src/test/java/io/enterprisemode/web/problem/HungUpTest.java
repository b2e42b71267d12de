package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;

class HungUpTest {

    private final Throwable reset = new IOException(new IOException(new SocketException("Connection reset")));
    private final Throwable closed = new IOException(new HttpClosedException("Connection was closed"));

    @Test
    void whoClosesTheConnectionInTheMiddleOfTheBodyHasHungUp() {
        assertThat(HungUp.is(reset, false, false)).isTrue();
        assertThat(HungUp.is(closed, false, false)).isTrue();
        assertThat(HungUp.is(new IllegalStateException("the stream was closed"), false, true))
                .isTrue();
    }

    @Test
    void whatFailsAfterTheBodyOrWhileTheClientWaitsIsAnErrorOfThisService() {
        assertThat(HungUp.is(reset, true, true)).isFalse();
        assertThat(HungUp.is(closed, true, false)).isFalse();
        assertThat(HungUp.is(new IllegalStateException("a mistake"), false, false))
                .isFalse();
    }
}
