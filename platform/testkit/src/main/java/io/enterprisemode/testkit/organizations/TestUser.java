package io.enterprisemode.testkit.organizations;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.identity.TokenFlaw;
import io.enterprisemode.testkit.identity.Tokens;
import java.util.UUID;

/**
 * A person of a test.
 *
 * @param subject subject of the OpenID provider
 */
public record TestUser(String subject) {

    /** The id under which every service knows the person. */
    public UUID principalId() {
        return PrincipalId.of(IdentityServer.issuer(), subject);
    }

    /** A valid access token, for {@code given().auth().oauth2(...)}. */
    public String token() {
        return Tokens.user(subject).signed();
    }

    /** An access token that must be refused. */
    public String token(TokenFlaw flaw) {
        return Tokens.flawed(flaw, subject);
    }
}
