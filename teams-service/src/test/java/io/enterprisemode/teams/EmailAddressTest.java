package io.enterprisemode.teams;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "mia@acme.example, mia@acme.example",
        "Mia+Offers@acme.example, mia@acme.example",
        "mia+a+b@acme.example, mia@acme.example",
        "mia+@acme.example, mia@acme.example",
        "+mia@acme.example, +mia@acme.example",
        "+@acme.example, +@acme.example"
    })
    void withoutItsTagAnAddressIsThatOfTheMailbox(String address, String mailbox) {
        assertThat(new EmailAddress(address).keyWithoutTag()).isEqualTo(mailbox);
    }

    @ParameterizedTest
    @CsvSource({
        "Mia@Acme.Example, Mia@acme.example",
        "'  mia@acme.example ', mia@acme.example",
        "mia@MÜNCHEN.example, mia@xn--mnchen-3ya.example",
        "mia@mu\u0308nchen.example, mia@xn--mnchen-3ya.example",
        "mu\u0308ller@acme.example, m\u00fcller@acme.example",
        "mia@例え.example, mia@xn--r8jz45g.example",
        "mia@Straße.example, mia@xn--strae-oqa.example",
        "mia@strasse.example, mia@strasse.example",
        "mia@r3---sn.example, mia@r3---sn.example",
        "mia+tag@acme.example, mia+tag@acme.example"
    })
    void theDomainIsNormalizedAndTheLocalPartKept(String written, String normal) {
        assertThat(EmailAddress.parse(written)).contains(new EmailAddress(normal));
    }

    @ParameterizedTest
    @CsvSource({
        "Mia@Acme.Example, mia@acme.example, true",
        "MÜLLER@acme.example, müller@acme.example, true",
        "mia@münchen.example, MIA@XN--MNCHEN-3YA.EXAMPLE, true",
        "ΜΊΑΣ@acme.example, μίας@acme.example, true",
        "μίασ@acme.example, μίας@acme.example, true",
        "ｍｉａ@acme.example, mia@acme.example, true",
        "strauß@acme.example, strauss@acme.example, false",
        "mıke@acme.example, mike@acme.example, false",
        "mia@straße.example, mia@strasse.example, false",
        "mia@acme.example, mia+tag@acme.example, false",
        "mia@acme.example, mia@acme.example.org, false"
    })
    void twoAddressesAreOfOneMailboxWhateverTheirCase(String one, String other, boolean same) {
        assertThat(EmailAddress.parse(one)
                        .orElseThrow()
                        .sameMailbox(EmailAddress.parse(other).orElseThrow()))
                .isEqualTo(same);
    }

    @Test
    void theDomainIsThatOfTheMailbox() {
        assertThat(EmailAddress.parse("mia@München.example").orElseThrow().domain())
                .isEqualTo("xn--mnchen-3ya.example");
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
                "mi\u0000a@acme.example",
                "mia\r\nBcc: all@acme.example",
                "mia,vera@acme.example",
                "mia\uff0cvera@acme.example",
                "mia\uff20vera@acme.example",
                "<mia@acme.example>",
                "mi\u202ea@acme.example",
                "mi\u200ba@acme.example",
                "mi\ud800a@acme.example"
            })
    void whatIsNoAddressIsNone(String text) {
        assertThat(EmailAddress.parse(text)).isEmpty();
    }

    @Test
    void anAddressIsNoLongerThan254CharactersAndItsLocalPartNoLongerThan64() {
        assertThat(EmailAddress.parse("a".repeat(65) + "@acme.example")).isEmpty();
        assertThat(EmailAddress.parse("a".repeat(64) + "@acme.example")).isPresent();
        assertThat(EmailAddress.parse("a@" + "acme.".repeat(60) + "example")).isEmpty();
    }
}
