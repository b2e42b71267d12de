package io.enterprisemode.local;

/** Who signs people in. */
public enum SignIn {
    EMBEDDED,
    KEYCLOAK,
    EXTERNAL
}
