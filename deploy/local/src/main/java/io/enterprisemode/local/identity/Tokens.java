package io.enterprisemode.local.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs tokens as the embedded sign-in does: JSON Web Tokens (RFC 7519), RS256. Tests use it for people who cannot sign
 * in on the page, and for tokens that have to be refused.
 */
public final class Tokens {

    /** The audience of access tokens. */
    public static final String AUDIENCE = "enterprise-mode";

    /** How long a token is good, in the demo a working day. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};

    private final String issuer;
    private final SigningKey key;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();

    private Tokens(String issuer, SigningKey key, Clock clock) {
        this.issuer = issuer;
        this.key = key;
        this.clock = clock;
    }

    /** Tokens signed with the key in a folder of secrets. */
    public static Tokens of(String issuer, Path secrets, Clock clock) {
        return new Tokens(issuer, SigningKey.in(secrets), clock);
    }

    public String issuer() {
        return issuer;
    }

    /** An access token of a person that need not be a demo user. */
    public String person(String subject, String name, String email, String... roles) {
        return access(Map.of("sub", subject, "name", name, "email", email, "roles", List.of(roles)));
    }

    /** An access token with the claims, and with issuer, audience and times where the claims do not have them. */
    public String access(Map<String, Object> claims) {
        Map<String, Object> complete = new LinkedHashMap<>();
        complete.put("typ", "Bearer");
        complete.put("aud", List.of(AUDIENCE));
        complete.putAll(claims);
        return sign(complete, LIFETIME);
    }

    /** A token with the claims, and with issuer and times where the claims do not have them. */
    public String sign(Map<String, Object> claims, Duration lifetime) {
        Instant now = clock.instant();
        Map<String, Object> complete = new LinkedHashMap<>();
        complete.put("iss", issuer);
        complete.put("jti", UUID.randomUUID().toString());
        complete.put("iat", now.getEpochSecond());
        complete.put("exp", now.plus(lifetime).getEpochSecond());
        complete.putAll(claims);
        String content = encode(Map.of("alg", "RS256", "typ", "JWT", "kid", key.id())) + "." + encode(complete);
        return content + "." + key.sign(content);
    }

    /** The claims of a token that this issuer has signed and that has not expired. */
    public Optional<Map<String, Object>> verify(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || !key.hasSigned(parts[0] + "." + parts[1], parts[2])) {
            return Optional.empty();
        }
        try {
            Map<String, Object> claims =
                    json.readValue(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8), CLAIMS);
            boolean current = claims.get("exp") instanceof Number expiry
                    && clock.instant().getEpochSecond() < expiry.longValue();
            return current && issuer.equals(claims.get("iss")) ? Optional.of(claims) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    Map<String, Object> keySet() {
        return Map.of("keys", List.of(key.asJwk()));
    }

    private String encode(Map<String, Object> content) {
        try {
            return BASE64.encodeToString(json.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
