package io.enterprisemode.testkit.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The keys of an OpenID provider: RSA 2048 (RS256) and P-256 (ES256).
 *
 * @param rsa signs RS256, key id {@value #RSA_KEY_ID}
 * @param ec signs ES256, key id {@value #EC_KEY_ID}
 */
public record SigningKeys(KeyPair rsa, KeyPair ec) {

    /** Key id of the RSA key in the published key set. */
    public static final String RSA_KEY_ID = "suite-rsa";

    /** Key id of the elliptic curve key in the published key set. */
    public static final String EC_KEY_ID = "suite-ec";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** New keys that nobody else has. */
    public static SigningKeys generate() {
        try {
            KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
            ec.initialize(new ECGenParameterSpec("secp256r1"));
            return new SigningKeys(rsa.generateKeyPair(), ec.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The keys as Base64 text, to cross class loaders; see {@link #decode(Map)}. */
    public Map<String, String> encoded() {
        Base64.Encoder base64 = Base64.getEncoder();
        return Map.of(
                "rsa.private", base64.encodeToString(rsa.getPrivate().getEncoded()),
                "rsa.public", base64.encodeToString(rsa.getPublic().getEncoded()),
                "ec.private", base64.encodeToString(ec.getPrivate().getEncoded()),
                "ec.public", base64.encodeToString(ec.getPublic().getEncoded()));
    }

    /** Reads what {@link #encoded()} wrote. */
    public static SigningKeys decode(Map<String, String> encoded) {
        return new SigningKeys(pair("RSA", "rsa", encoded), pair("EC", "ec", encoded));
    }

    private static KeyPair pair(String algorithm, String name, Map<String, String> encoded) {
        try {
            KeyFactory factory = KeyFactory.getInstance(algorithm);
            Base64.Decoder base64 = Base64.getDecoder();
            return new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(
                            base64.decode(Objects.requireNonNull(encoded.get(name + ".public"))))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(
                            base64.decode(Objects.requireNonNull(encoded.get(name + ".private"))))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public keys as a JSON Web Key Set (RFC 7517). */
    public Map<String, Object> jwks() {
        return Map.of("keys", List.of(rsaKey(), ecKey()));
    }

    Map<String, Object> rsaKey() {
        RSAPublicKey key = (RSAPublicKey) rsa.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                RSA_KEY_ID,
                "n",
                unsigned(key.getModulus(), 256),
                "e",
                unsigned(key.getPublicExponent(), 3));
    }

    private Map<String, Object> ecKey() {
        ECPublicKey key = (ECPublicKey) ec.getPublic();
        return Map.of(
                "kty", "EC",
                "crv", "P-256",
                "use", "sig",
                "alg", "ES256",
                "kid", EC_KEY_ID,
                "x", unsigned(key.getW().getAffineX(), 32),
                "y", unsigned(key.getW().getAffineY(), 32));
    }

    private static String unsigned(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int used = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - used, bytes, length - used, used);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Twenty random bytes in hex: a code, an id or a secret that cannot be guessed. */
    public static String random() {
        byte[] bytes = new byte[20];
        RANDOM.nextBytes(bytes);
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
