package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedAddressesTest {

    private static final AddressRanges TRUSTED = AddressRanges.of(List.of("10.0.0.0/8", "::1", "fd00::/8"));
    private static final String PROXY = "10.0.0.1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "6.6.6.6, 203.0.113.7 | 203.0.113.7",
                "6.6.6.6, 203.0.113.7, 10.9.9.9 | 203.0.113.7",
                "203.0.113.7:51234 | 203.0.113.7",
                "[2001:db8::7]:51234 | 2001:db8::7",
                "[2001:db8::7] | 2001:db8::7",
                "2001:DB8::7 | 2001:db8::7",
                "::ffff:203.0.113.7 | 203.0.113.7",
                "10.1.1.1, 10.2.2.2 | 10.1.1.1"
            })
    void theClientIsTheLastThatIsNoTrustedProxy(String header, String client) {
        assertThat(ForwardedAddresses.client(PROXY, ForwardingHeader.X_FORWARDED_FOR, List.of(header), TRUSTED))
                .isEqualTo(client);
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(ForwardedAddresses.client(
                        PROXY,
                        ForwardingHeader.X_FORWARDED_FOR,
                        List.of("6.6.6.6", "203.0.113.7", "10.9.9.9"),
                        TRUSTED))
                .isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                " , ",
                "unknown",
                "_hidden",
                "not an address",
                "1.2.3.4.5",
                "[::1",
                "[2001:db8::1]x",
                "1.2.3.4:",
                "1.2.3.4:port",
                "fe80::1%eth0",
                "\u0000",
                "''; drop table",
                "203.0.113.7, "
            })
    void whatIsNoAddressEndsTheReadingAtTheLastOneKnown(String header) {
        assertThat(ForwardedAddresses.client(PROXY, ForwardingHeader.X_FORWARDED_FOR, List.of(header), TRUSTED))
                .isEqualTo(PROXY);
    }

    @Test
    void anEmptyFirstElementChangesNothing() {
        assertThat(ForwardedAddresses.client(PROXY, ForwardingHeader.X_FORWARDED_FOR, List.of(",203.0.113.7"), TRUSTED))
                .isEqualTo("203.0.113.7");
    }

    @ParameterizedTest
    @EnumSource
    void whoIsNotTrustedIsBelievedNothing(ForwardingHeader header) {
        assertThat(ForwardedAddresses.client("203.0.113.9", header, List.of("for=6.6.6.6", "6.6.6.6"), TRUSTED))
                .isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.7 | 203.0.113.7",
                "For=\"[2001:db8::7]:4711\" | 2001:db8::7",
                "for=6.6.6.6, for=203.0.113.7;proto=https;by=10.0.0.2 | 203.0.113.7",
                "proto=http;for=\"203.0.113.7:80\";host=\"a,b;c\" | 203.0.113.7",
                "for=203.0.113.7, for=10.3.3.3 | 203.0.113.7",
                "for=_gazonk | 10.0.0.1",
                "proto=https | 10.0.0.1",
                "for=\"unclosed | 10.0.0.1"
            })
    void theStandardHeaderIsReadToo(String header, String client) {
        assertThat(ForwardedAddresses.client(PROXY, ForwardingHeader.FORWARDED, List.of(header), TRUSTED))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @EnumSource
    void whereTheProxySaysNothingItIsTheClient(ForwardingHeader header) {
        assertThat(ForwardedAddresses.client(PROXY, header, List.of(), TRUSTED)).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource({"X-Forwarded-For, X_FORWARDED_FOR", "x-forwarded-for, X_FORWARDED_FOR", "forwarded, FORWARDED"})
    void headersAreNamedInAnyCase(String name, ForwardingHeader header) {
        assertThat(ForwardingHeader.named(name)).isEqualTo(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Real-IP", "X-Forwarded-For, Forwarded"})
    void anotherHeaderIsAFaultOfTheConfiguration(String name) {
        assertThatThrownBy(() -> ForwardingHeader.named(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
