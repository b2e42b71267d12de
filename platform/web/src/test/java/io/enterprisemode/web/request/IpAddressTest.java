package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "203.0.113.7",
                "255.255.255.255",
                "::",
                "::1",
                "2001:db8::1",
                "2001:DB8:0:0:0:0:0:1",
                "::ffff:203.0.113.7",
            })
    void addressesOfBothVersionsAreKnown(String text) {
        assertThat(IpAddress.isAddress(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2",
                "1.2.3",
                "256.1.1.1",
                "01.2.3.4",
                "0x7f.0.0.1",
                "1.2.3.4:80",
                "1.2.3.4 ",
                "localhost",
                "host.example",
                "[::1]",
                "[::1]:443",
                "fe80::1%eth0",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "::1.2",
                "12345::",
                "::ffff:1.2.3",
                "unknown",
                "_hidden",
                "' or 1=1",
                "=1+1",
                "１.2.3.4",
            })
    void anythingElseIsNone(String text) {
        assertThat(IpAddress.isAddress(text)).isFalse();
    }
}
