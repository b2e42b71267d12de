package io.enterprisemode.systemtests.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.local.identity.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Credentials that claim to be somebody's and must be refused, by what is wrong with them. */
public final class BadCredentials {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private BadCredentials() {}

    /** All kinds, of one person. */
    public static Map<String, String> of(Person person) {
        Tokens tokens = person.suite().local().tokens();
        Map<String, Object> claims = Map.of(
                "sub",
                person.subject(),
                "name",
                person.name(),
                "email",
                person.email(),
                "aud",
                List.of(Tokens.AUDIENCE));
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("expired", tokens.sign(claims, Duration.ofMinutes(-5)));
        bad.put(
                "for another audience",
                tokens.sign(with(claims, "aud", List.of("somebody-else")), Duration.ofHours(1)));
        bad.put("without an audience", tokens.sign(without(claims, "aud"), Duration.ofHours(1)));
        bad.put(
                "of another issuer",
                tokens.sign(with(claims, "iss", "https://elsewhere.example"), Duration.ofHours(1)));
        bad.put(
                "not valid yet",
                tokens.sign(
                        with(claims, "nbf", Instant.now().plusSeconds(3600).getEpochSecond()), Duration.ofHours(2)));
        bad.put("unsigned (alg none)", unsigned(tokens, claims) + ".");
        bad.put("signed with HS256 and the public key", hs256(person, tokens, claims));
        bad.put("changed after it was signed", tampered(person.token()));
        bad.put("no token at all", "nonsense");
        bad.put("an unknown API key", "emk_" + "0".repeat(22) + "_" + "x".repeat(43));
        return bad;
    }

    private static String unsigned(Tokens tokens, Map<String, Object> claims) {
        return encoded(Map.of("alg", "none", "typ", "JWT")) + "." + encoded(timed(tokens, claims));
    }

    private static String hs256(Person person, Tokens tokens, Map<String, Object> claims) {
        String publicKey = person.suite()
                .gateway()
                .get(person.suite().local().issuer() + "/certs")
                .expect(200)
                .json()
                .path("keys")
                .path(0)
                .path("n")
                .asText();
        String content = encoded(Map.of("alg", "HS256", "typ", "JWT")) + "." + encoded(timed(tokens, claims));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(publicKey), "HmacSHA256"));
            return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> timed(Tokens tokens, Map<String, Object> claims) {
        return with(
                with(claims, "iss", tokens.issuer()),
                "exp",
                Instant.now().plusSeconds(3600).getEpochSecond());
    }

    /** Another letter in the middle of the claims. */
    private static String tampered(String token) {
        int middle = token.indexOf('.') + (token.lastIndexOf('.') - token.indexOf('.')) / 2;
        char other = token.charAt(middle) == 'A' ? 'B' : 'A';
        return token.substring(0, middle) + other + token.substring(middle + 1);
    }

    private static Map<String, Object> with(Map<String, Object> claims, String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(claims);
        more.put(name, value);
        return more;
    }

    private static Map<String, Object> without(Map<String, Object> claims, String name) {
        Map<String, Object> fewer = new LinkedHashMap<>(claims);
        fewer.remove(name);
        return fewer;
    }

    private static String encoded(Map<String, Object> content) {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
