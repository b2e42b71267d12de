package io.enterprisemode.testkit.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokensTest {

    @Test
    void aTokenIsSignedByTheProvider() throws Exception {
        String token = Tokens.user("olivia").signed();

        assertThat(verifies(token, "SHA256withRSA", IdentityServer.keys().rsa().getPublic()))
                .isTrue();
        JsonNode claims = part(token, 1);
        assertThat(claims.get("sub").asText()).isEqualTo("olivia");
        assertThat(claims.get("iss").asText()).isEqualTo(IdentityServer.issuer());
        assertThat(claims.get("aud").asText()).isEqualTo("enterprise-mode");
        assertThat(claims.get("email").asText()).isEqualTo("olivia@acme.example");
    }

    @Test
    void aTokenMayBeSignedWithTheEllipticCurveToo() throws Exception {
        String token = Tokens.user("olivia").signedWithEllipticCurve();

        assertThat(verifies(
                        token,
                        "SHA256withECDSAinP1363Format",
                        IdentityServer.keys().ec().getPublic()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(TokenFlaw.class)
    void everyFlawedTokenHasExactlyItsFlaw(TokenFlaw flaw) throws Exception {
        String token = Tokens.flawed(flaw, "olivia");

        if (flaw == TokenFlaw.GARBAGE) {
            assertThat(token).doesNotStartWith("ey");
            return;
        }
        JsonNode header = part(token, 0);
        JsonNode claims = part(token, 1);
        long now = Instant.now().getEpochSecond();
        boolean signatureFlawed =
                switch (flaw) {
                    case ALGORITHM_NONE, HS256_WITH_PUBLIC_KEY, UNKNOWN_KEY, OTHER_KEY, KEY_IN_HEADER, ALTERED -> true;
                    default -> false;
                };
        assertThat(header.get("alg").asText().equals("RS256")
                        && verifies(
                                token,
                                "SHA256withRSA",
                                IdentityServer.keys().rsa().getPublic()))
                .isEqualTo(!signatureFlawed);
        assertThat(claims.get("exp").asLong() < now).isEqualTo(flaw == TokenFlaw.EXPIRED);
        assertThat(claims.path("nbf").asLong() > now).isEqualTo(flaw == TokenFlaw.NOT_YET_VALID);
        assertThat(claims.path("aud").asText().equals(Tokens.AUDIENCE))
                .isEqualTo(flaw != TokenFlaw.WRONG_AUDIENCE && flaw != TokenFlaw.NO_AUDIENCE);
        assertThat(claims.get("iss").asText().equals(IdentityServer.issuer()))
                .isEqualTo(flaw != TokenFlaw.WRONG_ISSUER);
    }

    private static JsonNode part(String token, int index) throws Exception {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
    }

    private static boolean verifies(String token, String algorithm, PublicKey key) throws Exception {
        String[] parts = token.split("\\.", -1);
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(key);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }
}
