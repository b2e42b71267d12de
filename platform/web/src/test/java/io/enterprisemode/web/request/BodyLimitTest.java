package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "101",
                "0101",
                "0000000000000000000000000000101",
                "9223372036854775808",
                "99999999999999999999999"
            })
    void moreThanTheLimitIsRefusedHoweverItIsWritten(String length) {
        assertThat(BodyLimit.exceeds(length, 100)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "000", "100", "00000000000000000000000000100", "", "-101", "+101", "1e9", "101, 101"})
    void whatIsWithinTheLimitOrNoLengthIsNot(String length) {
        assertThat(BodyLimit.exceeds(length, 100)).isFalse();
    }
}
