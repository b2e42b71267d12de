package io.enterprisemode.testkit.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens as the OpenID provider of the tests signs them (RFC 9068 claims). An immutable builder: every method
 * answers a new one; {@link #signed()} answers the compact token.
 */
public final class Tokens {

    /** The audience that every service expects. */
    public static final String AUDIENCE = "enterprise-mode";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIFETIME = Duration.ofHours(1);

    /** Keys that no provider has published; made once, which takes a while. */
    private static final class Foreign {
        static final SigningKeys KEYS = SigningKeys.generate();
    }

    private final SigningKeys keys;
    private final Map<String, Object> claims;

    private Tokens(SigningKeys keys, Map<String, Object> claims) {
        this.keys = keys;
        this.claims = claims;
    }

    /** A token of a person, valid for an hour. */
    public static Tokens user(String subject) {
        return ofProvider().person(subject);
    }

    /** A token of a service account (client credentials) with the given installation permissions. */
    public static Tokens serviceAccount(String subject, String... permissions) {
        Tokens token = ofProvider().subject(subject);
        return permissions.length == 0 ? token : token.roles(permissions);
    }

    /** A token of the operator of the installation. */
    public static Tokens operator() {
        return user("opal").roles("operator");
    }

    private static Tokens ofProvider() {
        return issuedBy(IdentityServer.issuer(), IdentityServer.keys());
    }

    /** A token of some provider, without a subject yet. */
    public static Tokens issuedBy(String issuer, SigningKeys keys) {
        Instant now = Instant.now();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("aud", AUDIENCE);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFETIME).getEpochSecond());
        claims.put("jti", SigningKeys.random());
        return new Tokens(keys, claims);
    }

    /** Sets the subject, a name and an address derived from it. */
    public Tokens person(String subject) {
        String name = subject.substring(0, 1).toUpperCase(Locale.ROOT) + subject.substring(1);
        String domain = subject.equals("otto") ? "globex.example" : "acme.example";
        Tokens person = subject(subject).claim("name", name).claim("email", subject + "@" + domain);
        return subject.equals("opal") ? person.roles("operator") : person;
    }

    /** Sets {@code sub}. */
    public Tokens subject(String subject) {
        return claim("sub", subject);
    }

    /** Sets {@code iss}. */
    public Tokens issuer(String issuer) {
        return claim("iss", issuer);
    }

    /** Sets {@code aud}. */
    public Tokens audience(String audience) {
        return claim("aud", audience);
    }

    /** Sets {@code roles}: {@code operator}, or installation permissions such as {@code usage:backfill}. */
    public Tokens roles(String... roles) {
        return claim("roles", List.of(roles));
    }

    /** Sets {@code exp}. */
    public Tokens expiresAt(Instant instant) {
        return claim("exp", instant.getEpochSecond());
    }

    /** Sets {@code nbf}. */
    public Tokens notBefore(Instant instant) {
        return claim("nbf", instant.getEpochSecond());
    }

    /** Sets any claim; null removes it. */
    public Tokens claim(String name, @Nullable Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(claims);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new Tokens(keys, changed);
    }

    /** The token, signed RS256 by the provider's key. */
    public String signed() {
        return rs256(SigningKeys.RSA_KEY_ID, keys, Map.of());
    }

    /** The token, signed ES256 by the provider's other key. */
    public String signedWithEllipticCurve() {
        String input = input(Map.of("alg", "ES256", "typ", "JWT", "kid", SigningKeys.EC_KEY_ID));
        return input + "." + sign("SHA256withECDSAinP1363Format", keys.ec().getPrivate(), input);
    }

    /** A token that every service must refuse with 401. */
    public static String flawed(TokenFlaw flaw, String subject) {
        Tokens token = user(subject);
        Instant now = Instant.now();
        return switch (flaw) {
            case EXPIRED ->
                token.expiresAt(now.minus(LIFETIME))
                        .claim("iat", now.minus(LIFETIME.multipliedBy(2)).getEpochSecond())
                        .signed();
            case NOT_YET_VALID ->
                token.notBefore(now.plus(LIFETIME))
                        .expiresAt(now.plus(LIFETIME.multipliedBy(2)))
                        .signed();
            case WRONG_AUDIENCE -> token.audience("another-application").signed();
            case NO_AUDIENCE -> token.claim("aud", null).signed();
            case WRONG_ISSUER -> token.issuer("https://issuer.invalid").signed();
            case ALGORITHM_NONE -> token.input(Map.of("alg", "none", "typ", "JWT")) + ".";
            case HS256_WITH_PUBLIC_KEY -> token.hs256WithPublicKey();
            case UNKNOWN_KEY -> token.rs256("unknown-key", Foreign.KEYS, Map.of());
            case OTHER_KEY -> token.rs256(SigningKeys.RSA_KEY_ID, Foreign.KEYS, Map.of());
            case KEY_IN_HEADER -> token.rs256("header-key", Foreign.KEYS, Map.of("jwk", Foreign.KEYS.rsaKey()));
            case ALTERED -> {
                String[] parts = token.signed().split("\\.", -1);
                yield parts[0] + "." + base64(token.subject("somebody-else").claims) + "." + parts[2];
            }
            case GARBAGE -> "not.a.token";
        };
    }

    private String rs256(String keyId, SigningKeys signer, Map<String, Object> moreHeaders) {
        Map<String, Object> header = new LinkedHashMap<>(moreHeaders);
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        header.put("kid", keyId);
        String input = input(header);
        return input + "." + sign("SHA256withRSA", signer.rsa().getPrivate(), input);
    }

    private String hs256WithPublicKey() {
        String input = input(Map.of("alg", "HS256", "typ", "JWT", "kid", SigningKeys.RSA_KEY_ID));
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.rsa().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(pem.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String input(Map<String, Object> header) {
        return base64(header) + "." + base64(claims);
    }

    private static String sign(String algorithm, PrivateKey key, String input) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(Map<String, Object> json) {
        try {
            return base64(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
