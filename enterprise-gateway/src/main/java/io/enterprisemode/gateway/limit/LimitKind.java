package io.enterprisemode.gateway.limit;

/** What is counted apart from each other. */
enum LimitKind {
    /** Requests of one person, service account or API key that bring or ask data. */
    DATA("data"),
    /** All other requests of one. */
    REQUESTS("requests"),
    /** All requests of one address. */
    ADDRESS("address"),
    /** Requests of one address whose credential was refused. */
    REFUSED("refused-credentials"),
    /** Sign-ins begun from one address. */
    SIGN_IN("sign-in"),
    /** Organizations that one person founded. */
    ORGANIZATIONS("organizations");

    private final String policy;

    LimitKind(String policy) {
        this.policy = policy;
    }

    /** The name of the policy in the headers of answers. */
    String policy() {
        return policy;
    }
}
