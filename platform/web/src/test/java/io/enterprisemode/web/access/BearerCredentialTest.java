package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerCredentialTest {

    @ParameterizedTest
    @ValueSource(strings = {"Bearer emk_1", "bearer emk_1", "BEARER emk_1", "Bearer   emk_1 "})
    void theSchemeIsComparedWithoutCase(String header) {
        assertThat(BearerCredential.of(header)).contains("emk_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic eDp5", "Bearers emk_1", "emk_1"})
    void otherHeadersCarryNone(String header) {
        assertThat(BearerCredential.of(header)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b.c", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_A"})
    void threePartsCanBeASignedToken(String credential) {
        assertThat(BearerCredential.isSignedToken(credential)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".", "..", "...", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c=", "a b.c.d", "é.b.c", "x"})
    void anythingElseCannot(String credential) {
        assertThat(BearerCredential.isSignedToken(credential)).isFalse();
    }
}
