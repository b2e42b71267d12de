package io.enterprisemode.local.identity;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Answers requests for tokens (RFC 6749 sections 4 to 6). */
final class TokenEndpoint {

    /** An answer in JSON. */
    record Answer(int status, Map<String, Object> body) {

        static Answer refused(int status, String error, String description) {
            return new Answer(status, Map.of("error", error, "error_description", description));
        }
    }

    private record Client(String id, String secret) {}

    private static final Duration REFRESH_LIFETIME = Duration.ofDays(30);

    private final Tokens tokens;
    private final Clients clients;
    private final AuthorizationCodes codes;

    TokenEndpoint(Tokens tokens, Clients clients, AuthorizationCodes codes) {
        this.tokens = tokens;
        this.clients = clients;
        this.codes = codes;
    }

    Answer answer(Map<String, String> form, Optional<String> authorization) {
        Client client = authorization
                .flatMap(TokenEndpoint::basic)
                .orElseGet(
                        () -> new Client(form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", "")));
        if (!clients.authenticates(client.id(), client.secret())) {
            return Answer.refused(401, "invalid_client", "the client is not known, or its secret is wrong");
        }
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> code(form, client.id());
            case "refresh_token" -> refresh(form, client.id());
            case "client_credentials" -> credentials(form, client.id());
            case "password" -> password(form, client.id());
            default -> Answer.refused(400, "unsupported_grant_type", "this grant type is not offered");
        };
    }

    private Answer code(Map<String, String> form, String client) {
        return codes.redeem(form.getOrDefault("code", ""))
                .filter(grant -> grant.client().equals(client))
                .filter(grant -> grant.returnTo().equals(form.getOrDefault("redirect_uri", "")))
                .filter(grant -> grant.isProvedBy(form.getOrDefault("code_verifier", "")))
                .map(grant -> person(grant.user(), client, grant.scope(), grant.nonce()))
                .orElseGet(() ->
                        Answer.refused(400, "invalid_grant", "the code is used, expired, or not for this client"));
    }

    private Answer refresh(Map<String, String> form, String client) {
        Optional<Map<String, Object>> claims = tokens.verify(form.getOrDefault("refresh_token", ""))
                .filter(token -> "Refresh".equals(token.get("typ")) && client.equals(token.get("azp")));
        return claims.flatMap(token -> DemoUser.named(String.valueOf(token.get("sub"))))
                .map(user -> person(
                        user,
                        client,
                        claims.map(token -> String.valueOf(token.get("scope"))).orElse(""),
                        Optional.empty()))
                .orElseGet(() -> Answer.refused(400, "invalid_grant", "the refresh token is not valid"));
    }

    private Answer password(Map<String, String> form, String client) {
        if (!client.equals(Clients.COMMAND_LINE)) {
            return Answer.refused(400, "unauthorized_client", "only the command line may use this grant type");
        }
        String name = form.getOrDefault("username", "");
        return DemoUser.named(name)
                .filter(user -> user.subject().equals(form.get("password")))
                .map(user -> person(user, client, form.getOrDefault("scope", ""), Optional.empty()))
                .orElseGet(() -> Answer.refused(400, "invalid_grant", "there is no such user with this password"));
    }

    private Answer credentials(Map<String, String> form, String client) {
        if (!client.equals(Clients.PRODUCER)) {
            return Answer.refused(400, "unauthorized_client", "this client has no service account");
        }
        Map<String, Object> claims = Map.of(
                "sub",
                Clients.PRODUCER,
                "azp",
                client,
                "client_id",
                client,
                "scope",
                form.getOrDefault("scope", ""),
                "roles",
                List.of("usage:backfill"));
        return new Answer(200, body(tokens.access(claims)));
    }

    private Answer person(DemoUser user, String client, String scope, Optional<String> nonce) {
        Map<String, Object> access = new LinkedHashMap<>(user.claims());
        access.put("azp", client);
        access.put("scope", scope);
        Map<String, Object> body = body(tokens.access(access));
        Map<String, Object> identity = new LinkedHashMap<>(user.claims());
        identity.put("typ", "ID");
        identity.put("aud", client);
        identity.put("azp", client);
        nonce.ifPresent(value -> identity.put("nonce", value));
        body.put("id_token", tokens.sign(identity, Tokens.LIFETIME));
        Map<String, Object> refresh =
                Map.of("typ", "Refresh", "sub", user.subject(), "aud", tokens.issuer(), "azp", client, "scope", scope);
        body.put("refresh_token", tokens.sign(refresh, REFRESH_LIFETIME));
        body.put("refresh_expires_in", REFRESH_LIFETIME.toSeconds());
        body.put("scope", scope);
        return new Answer(200, body);
    }

    private static Map<String, Object> body(String accessToken) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", accessToken);
        body.put("token_type", "Bearer");
        body.put("expires_in", Tokens.LIFETIME.toSeconds());
        return body;
    }

    private static Optional<Client> basic(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(header.substring("basic ".length()).strip());
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2
                    ? Optional.of(new Client(Parameters.decode(parts[0]), Parameters.decode(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
