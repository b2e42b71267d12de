package io.enterprisemode.teams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "Mia@Acme.Example, mia@acme.example",
        "'  mia@acme.example ', mia@acme.example",
        "mia@MÜNCHEN.example, mia@xn--mnchen-3ya.example",
        "müller@acme.example, müller@acme.example",
        "mia+tag@acme.example, mia+tag@acme.example"
    })
    void addressesOfTheSameMailboxAreEqual(String written, String normal) {
        assertThat(EmailAddress.parse(written)).contains(new EmailAddress(normal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mia",
                "@acme.example",
                "mia@",
                "mia@@acme.example",
                "mi a@acme.example",
                "mia@acme..example",
                "mia@.example",
                "mia@acme.example.",
                "mia@-acme.example",
                "mia@ac me.example",
                "mi\u0000a@acme.example"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    @Test
    void anAddressIsNoLongerThan254Characters() {
        assertThat(EmailAddress.parse("a".repeat(250) + "@acme.example")).isEmpty();
    }
}
