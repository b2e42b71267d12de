package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

    private final AddressRanges ranges =
            AddressRanges.of(List.of("127.0.0.0/8", "192.168.5.17", " 172.16.0.0/12", "fd00::/9", "::1"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.0.9",
                "192.168.5.17",
                "172.31.255.255",
                "fd7f::1",
                "::1",
                "::ffff:127.0.0.1"
            })
    void addressesOfARangeAreInIt(String address) {
        assertThat(ranges.contains(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"128.0.0.1", "192.168.5.18", "172.32.0.0", "fd80::1", "::2", "", "localhost", "127.0.0"})
    void othersAreNot(String address) {
        assertThat(ranges.contains(address)).isFalse();
    }

    @Test
    void nothingIsInNoRange() {
        assertThat(AddressRanges.of(List.of()).contains("127.0.0.1")).isFalse();
        assertThat(AddressRanges.of(List.of("0.0.0.0/0")).contains("8.8.8.8")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "fd00::/129", ""})
    void whatIsNoRangeIsNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRanges.of(List.of(text)))
                .withMessageContaining("'" + text + "'");
    }
}
