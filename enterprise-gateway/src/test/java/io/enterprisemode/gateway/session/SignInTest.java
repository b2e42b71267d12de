package io.enterprisemode.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {

    @Test
    void aPathOfOurOwnIsKept() {
        assertThat(SignIn.safe("/overview?org=1&range=30d")).isEqualTo("/overview?org=1&range=30d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "https://evil.example",
                "/\\evil.example",
                "javascript:alert(1)",
                "",
                "/a\r\nSet-Cookie: x=y"
            })
    void anythingElseLeadsToTheFirstPage(String then) {
        assertThat(SignIn.safe(then)).isEqualTo("/");
    }

    @Test
    void nothingLeadsToTheFirstPage() {
        assertThat(SignIn.safe(null)).isEqualTo("/");
    }
}
