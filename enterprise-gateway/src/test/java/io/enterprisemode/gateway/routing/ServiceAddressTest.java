package io.enterprisemode.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressTest {

    @Test
    void httpsIsCalledOverTls() {
        assertThat(of("https://teams.example")).isEqualTo(new ServiceAddress(true, "teams.example", 443));
        assertThat(of("HTTPS://teams.example:8443/")).isEqualTo(new ServiceAddress(true, "teams.example", 8443));
    }

    @Test
    void httpIsCalledAsItIs() {
        assertThat(of("http://teams")).isEqualTo(new ServiceAddress(false, "teams", 80));
        assertThat(of("http://[::1]:8081")).isEqualTo(new ServiceAddress(false, "::1", 8081));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "teams:8081",
                "ftp://teams",
                "//teams",
                "http://teams/base",
                "http://teams?x=1",
                "http://a:b@teams",
                "teams"
            })
    void whatCannotBeCalledKeepsTheGatewayFromStarting(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(url))
                .withMessageContaining("enterprise.gateway.services.teams.url");
    }

    private static ServiceAddress of(String url) {
        return ServiceAddress.of("enterprise.gateway.services.teams.url", URI.create(url));
    }
}
