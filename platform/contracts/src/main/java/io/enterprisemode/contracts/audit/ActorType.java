package io.enterprisemode.contracts.audit;

/** Who acts: a person, a program with its own identity, an API key, or the suite itself. */
public enum ActorType {
    USER,
    SERVICE_ACCOUNT,
    API_KEY,
    SYSTEM
}
