package io.enterprisemode.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenClaimsTest {

    @ParameterizedTest
    @CsvSource({
        "https://a,olivia,https://a,olivia,true",
        "https://a,olivia,https://a,otto,false",
        "https://a,olivia,https://b,olivia,false"
    })
    void peopleAreToldApartByIssuerAndSubject(
            String issuer, String subject, String otherIssuer, String otherSubject, boolean same) {
        assertThat(new TokenClaims(issuer, subject, 0).samePerson(new TokenClaims(otherIssuer, otherSubject, 0)))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({"opaque", "a.b", "a.!!.c", "a.bm90IGpzb24.c"})
    void aTextThatIsNoSignedTokenSaysNothing(String text) {
        assertThat(TokenClaims.of(text)).isEqualTo(new TokenClaims(null, null, 0));
    }
}
