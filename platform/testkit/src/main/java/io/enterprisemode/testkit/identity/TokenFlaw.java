package io.enterprisemode.testkit.identity;

/** Reasons why a token must be refused (RFC 8725); each makes one token by {@link Tokens#flawed(TokenFlaw, String)}. */
public enum TokenFlaw {
    /** Expired an hour ago. */
    EXPIRED,
    /** Not valid before an hour from now. */
    NOT_YET_VALID,
    /** Meant for another application. */
    WRONG_AUDIENCE,
    /** Without an audience, as an identity token of another client would be. */
    NO_AUDIENCE,
    /** Signed by our provider's key but naming another issuer. */
    WRONG_ISSUER,
    /** {@code alg: none} and an empty signature. */
    ALGORITHM_NONE,
    /** HS256 with the published RSA key as the secret. */
    HS256_WITH_PUBLIC_KEY,
    /** Signed by an unpublished key under an unknown key id. */
    UNKNOWN_KEY,
    /** Signed by an unpublished key under the id of the published one. */
    OTHER_KEY,
    /** Signed by the key that the token itself carries in its {@code jwk} header. */
    KEY_IN_HEADER,
    /** The claims were changed after signing. */
    ALTERED,
    /** Not a token at all. */
    GARBAGE
}
