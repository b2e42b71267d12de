package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCharsetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json;",
                "application/json; ;",
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json;CharSet=\"Utf-8\"",
                "application/json; charset=\"u\\tf-8\"",
                "application/json; charset=utf8",
                "application/json ; profile=\"a;charset=utf-16\" ; charset=utf-8",
                "application/json; profile=charset",
                "application/json; charset",
                "application/json; x-charset=utf-16",
                "multipart/form-data; boundary=----x",
                ""
            })
    void utf8MayBeNamedOrLeftOut(String contentType) {
        assertThat(BodyCharset.isUtf8(contentType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-16",
                "application/json;charset=UTF-16LE",
                "application/json; charset=\"iso-8859-1\"",
                "application/json; charset=us-ascii",
                "application/json; charset=",
                "application/json; charset=\"\"",
                "application/json; charset = utf-16",
                "application/json; charset=utf-8; charset=utf-16",
                "application/json; profile=\"a;b\\\"c\"; CHARSET=utf-32",
                "application/x-ndjson;\tcharset=windows-1252",
                "text/csv; header=present; charset=latin1",
                "application/json; charset=utf-8 utf-16",
                "application/json; charset=\"utf-16"
            })
    void anotherEncodingIsFound(String contentType) {
        assertThat(BodyCharset.isUtf8(contentType)).isFalse();
    }

    /** As long as the head of a request may be. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\"", " ", ";charset=utf-16 "})
    void aLongValueIsRead(String part) {
        String value = part.repeat(16_000 / part.length());

        assertThat(BodyCharset.isUtf8("application/json; profile=\"" + value + "\"; charset=utf-8"))
                .isTrue();
        assertThat(BodyCharset.isUtf8("application/json; profile=\"" + value + "\"; charset=utf-16"))
                .isFalse();
    }
}
