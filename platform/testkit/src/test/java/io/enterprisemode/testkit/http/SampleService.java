package io.enterprisemode.testkit.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.identity.SigningKeys;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A service in a few lines that decides access as the real ones do, and can be made to do it wrong. */
final class SampleService implements AutoCloseable {

    /** What it does wrong. */
    enum Defect {
        NONE,
        UNDECLARED_OPERATION,
        UNKNOWN_PERMISSION,
        READING_IS_ENOUGH,
        NO_TOKEN_NEEDED,
        SIGNATURE_IGNORED,
        EXPIRY_IGNORED,
        AUDIENCE_IGNORED,
        ISSUER_IGNORED,
        MEMBERSHIP_IGNORED,
        FOREIGN_IS_FORBIDDEN,
        FOREIGN_IDS_LEAK,
        ROLES_IGNORED,
        TEAM_ROLE_COUNTS,
        OWNER_REFUSED,
        INSTALLATION_OPEN,
        PLAIN_TEXT_ERRORS,
        STACK_TRACE,
        FAILURE
    }

    static final String OPENAPI = """
            {"openapi": "3.1.0", "info": {"title": "sample", "version": "1"},
             "paths": {
              "/api/plans": {"get": {"x-required-permission": "public", "responses": {"200": {"description": "",
               "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Things"}}}},
               "default": {"description": ""}}}},
              "/api/me": {"get": {"x-required-permission": "signed-in", "responses": {"200": {"description": ""},
               "default": {"description": ""}}}},
              "/api/replay": {"post": {"x-required-permission": "installation:dead-letters:replay",
               "responses": {"204": {"description": ""}, "default": {"description": ""}}}},
              "/api/things": {
                "get": {"x-required-permission": "org:read",
                        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                         {"name": "color", "in": "query", "required": true, "schema": {"type": "string"}}],
                        "responses": {"200": {"description": "",
                         "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Things"}}}},
                         "default": {"description": ""}}},
                "post": {"x-required-permission": "billing:manage",
                         "requestBody": {"required": true,
                          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}}}},
                         "responses": {"201": {"description": "", "headers": {"Location": {"required": true,
                          "schema": {"type": "string"}}},
                          "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                          "default": {"description": ""}}}},
              "/api/things/{thingId}": {
                "parameters": [{"name": "thingId", "in": "path", "required": true, "schema": {"type": "string",
                 "format": "uuid"}}],
                "get": {"x-required-permission": "org:read", "responses": {"200": {"description": "",
                 "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                 "404": {"description": "",
                 "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}},
                 "default": {"description": ""}}},
                "delete": {"x-required-permission": "org:delete", "responses": {"204": {"description": ""},
                 "default": {"description": ""}}}}
             },
             "components": {"schemas": {
               "NewThing": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string",
                "minLength": 1}}, "additionalProperties": false},
               "Thing": {"type": "object", "required": ["id", "name"], "properties": {"id": {"type": "string",
                "format": "uuid"}, "name": {"type": "string"}, "note": {"type": ["string", "null"]},
                "madeAt": {"type": "string", "format": "date-time"}}},
               "Things": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array",
                "items": {"$ref": "#/components/schemas/Thing"}}, "nextCursor": {"type": "string"}}},
               "Problem": {"type": "object", "required": ["type", "title", "status"],
                "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}}}
             }}}
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final TwoOrganizations two;
    private final Defect defect;
    private final HttpServer http;
    private final Map<UUID, UUID> organizationOfThing = new ConcurrentHashMap<>();

    SampleService(TwoOrganizations two, Defect defect) throws IOException {
        this.two = two;
        this.defect = defect;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    UUID thingOf(TestOrganization organization) {
        UUID id = UUID.randomUUID();
        organizationOfThing.put(id, organization.id());
        return id;
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().equals("/q/openapi")) {
                send(exchange, 200, "application/json", openApi());
                return;
            }
            int status = decide(exchange);
            if (status < 400) {
                send(exchange, status == 204 ? 204 : 200, "application/json", status == 204 ? "" : "{\"items\": []}");
            } else if (defect == Defect.PLAIN_TEXT_ERRORS) {
                send(exchange, status, "text/plain", "no");
            } else {
                String detail = defect == Defect.STACK_TRACE ? "java.lang.IllegalStateException at x" : "no";
                send(
                        exchange,
                        status,
                        "application/problem+json",
                        "{\"type\": \"/problems/x\", \"title\": \"x\", \"status\": %d, \"detail\": \"%s\"}"
                                .formatted(status, detail));
            }
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private String openApi() {
        return switch (defect) {
            case UNDECLARED_OPERATION -> OPENAPI.replace("\"x-required-permission\": \"signed-in\", ", "");
            case UNKNOWN_PERMISSION -> OPENAPI.replace("billing:manage", "billing:mange");
            case READING_IS_ENOUGH -> OPENAPI.replace("billing:manage", "billing:read");
            default -> OPENAPI;
        };
    }

    private int decide(HttpExchange exchange) throws Exception {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (path.equals("/api/plans")) {
            return 200;
        }
        JsonNode claims = claims(exchange.getRequestHeaders().getFirst("Authorization"));
        if (claims == null && defect != Defect.NO_TOKEN_NEEDED) {
            return 401;
        }
        if (defect == Defect.FAILURE && method.equals("DELETE")) {
            return 500;
        }
        if (path.equals("/api/me")) {
            return 200;
        }
        String subject = claims == null ? "" : claims.path("sub").asText();
        if (path.equals("/api/replay")) {
            String roles = claims == null ? "" : claims.path("roles").toString();
            boolean allowed = roles.contains("operator") || roles.contains("dead-letters:replay");
            return allowed || defect == Defect.INSTALLATION_OPEN ? 204 : 403;
        }
        UUID organization = UUID.fromString(exchange.getRequestHeaders().getFirst("Enterprise-Org"));
        Optional<Role> role = role(organization, subject);
        if (role.isEmpty() && defect != Defect.MEMBERSHIP_IGNORED && defect != Defect.NO_TOKEN_NEEDED) {
            return defect == Defect.FOREIGN_IS_FORBIDDEN ? 403 : 404;
        }
        Permission needed = method.equals("GET")
                ? Permission.ORG_READ
                : method.equals("POST") ? Permission.BILLING_MANAGE : Permission.ORG_DELETE;
        Role held = role.orElse(Role.OWNER);
        boolean allowed = held.covers(needed.leastRole()) || defect == Defect.ROLES_IGNORED;
        if (!allowed || (defect == Defect.OWNER_REFUSED && held == Role.OWNER && method.equals("DELETE"))) {
            return 403;
        }
        if (path.equals("/api/things")) {
            return method.equals("GET") ? 200 : 400;
        }
        UUID owner = organizationOfThing.get(UUID.fromString(path.substring("/api/things/".length())));
        boolean there = owner != null && (owner.equals(organization) || defect == Defect.FOREIGN_IDS_LEAK);
        return there ? 200 : 404;
    }

    private Optional<Role> role(UUID organization, String subject) {
        for (TestOrganization candidate : List.of(two.a(), two.b())) {
            if (defect == Defect.TEAM_ROLE_COUNTS
                    && candidate.teamOwner().subject().equals(subject)) {
                return Optional.of(Role.OWNER);
            }
            for (Role role : Role.values()) {
                if (candidate.id().equals(organization)
                        && candidate.holder(role).subject().equals(subject)) {
                    return Optional.of(role);
                }
            }
        }
        return Optional.empty();
    }

    private JsonNode claims(String authorization) throws Exception {
        if (authorization == null || !authorization.startsWith("Bearer ey")) {
            return null;
        }
        String[] parts = authorization.substring("Bearer ".length()).split("\\.", -1);
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
        long now = Instant.now().getEpochSecond();
        boolean signed = header.path("alg").asText().equals("RS256")
                && header.path("kid").asText().equals(SigningKeys.RSA_KEY_ID)
                && verifies(parts);
        boolean timely = claims.path("exp").asLong() > now && claims.path("nbf").asLong() <= now;
        boolean valid = (signed || defect == Defect.SIGNATURE_IGNORED)
                && (timely || defect == Defect.EXPIRY_IGNORED)
                && (Objects.equals(claims.path("aud").asText(), "enterprise-mode") || defect == Defect.AUDIENCE_IGNORED)
                && (Objects.equals(claims.path("iss").asText(), IdentityServer.issuer())
                        || defect == Defect.ISSUER_IGNORED);
        return valid ? claims : null;
    }

    private static boolean verifies(String[] parts) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(IdentityServer.keys().rsa().getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
