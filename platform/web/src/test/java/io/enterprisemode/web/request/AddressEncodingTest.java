package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressEncodingTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a%20b", "/%C3%A4?q=%F0%9F%98%80", "/100%", "/%zz", "/?q=%25C0"})
    void utf8IsTaken(String uri) {
        assertThat(AddressEncoding.isUtf8(uri)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%C0%AF", "/?q=%ED%A0%80", "/?q=a%FFb", "/%C3", "/%c3%28"})
    void whatIsNoUtf8IsRefused(String uri) {
        assertThat(AddressEncoding.isUtf8(uri)).isFalse();
    }
}
