package io.enterprisemode.teams.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {

    @ParameterizedTest
    @CsvSource({
        "acme.example, acme.example",
        "ACME.Example., acme.example",
        "' mail.acme.example ', mail.acme.example",
        "bücher.example, xn--bcher-kva.example",
        "例え.テスト, xn--r8jz45g.xn--zckzah",
        "straße.example, xn--strae-oqa.example",
        "XN--STRAE-OQA.example, xn--strae-oqa.example",
        "βόλος.example, xn--nxasmm1c.example",
        "faß.de, xn--fa-hia.de"
    })
    void domainsHaveOneForm(String text, String form) {
        assertThat(DomainName.parse(text)).contains(new DomainName(form));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "com",
                "localhost",
                ".acme.example",
                "acme..example",
                "-acme.example",
                "acme-.example",
                "a b.example",
                "127.0.0.1",
                "::1",
                "acme.example/x",
                "user@acme.example",
                "*.acme.example",
                "acme.example\u0000",
                "_x.example",
                "xn--a.example",
                "a\u05d0b.example",
                "a\u200db.example"
            })
    void whatIsNoDomainIsRefused(String text) {
        assertThat(DomainName.parse(text)).isEmpty();
        assertThat(DomainName.parse("a".repeat(64) + ".example")).isEmpty();
        assertThat(DomainName.parse("a.".repeat(130) + "example")).isEmpty();
    }

    @Test
    void domainsOfEverybodyAreRefused() {
        for (String everybody : new String[] {"gmail.com", "co.uk", "github.io", "outlook.com"}) {
            assertThat(DomainRules.refusal(new DomainName(everybody))).isPresent();
        }
        assertThat(DomainRules.refusal(new DomainName("acme.co.uk"))).isEmpty();
    }
}
