package io.enterprisemode.local.identity;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The people who can sign in locally. Keycloak's realm in {@code deploy/keycloak} has the same ones. */
public enum DemoUser {
    OLIVIA("Olivia Owner", "olivia@acme.example", "owner of Acme", false),
    ADAM("Adam Admin", "adam@acme.example", "admin of Acme", false),
    MIA("Mia Member", "mia@acme.example", "member of Acme", false),
    VERA("Vera Viewer", "vera@acme.example", "viewer of Acme", false),
    OTTO("Otto Owner", "otto@globex.example", "owner of Globex, Initech and Hooli", false),
    OPAL("Opal Operator", "opal@operations.example", "operator of this installation", true),
    NINA("Nina Newcomer", "nina@newcomer.example", "in no organization yet", false);

    private final String fullName;
    private final String email;
    private final String role;
    private final boolean operator;

    DemoUser(String fullName, String email, String role, boolean operator) {
        this.fullName = fullName;
        this.email = email;
        this.role = role;
        this.operator = operator;
    }

    /** The user of a sign-in name, which is also the subject of the tokens. */
    public static Optional<DemoUser> named(String name) {
        return Arrays.stream(values())
                .filter(user -> user.subject().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** The sign-in name and the subject of the tokens, e.g. {@code olivia}. */
    public String subject() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String fullName() {
        return fullName;
    }

    public String email() {
        return email;
    }

    /** What the person is, in a few words. */
    public String role() {
        return role;
    }

    /** The claims in tokens of the person. */
    public Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", subject());
        claims.put("name", fullName);
        claims.put("preferred_username", subject());
        claims.put("email", email);
        claims.put("email_verified", true);
        claims.put("roles", operator ? List.of("operator") : List.of());
        return claims;
    }
}
