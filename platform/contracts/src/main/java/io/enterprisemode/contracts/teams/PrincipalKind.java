package io.enterprisemode.contracts.teams;

/** What a principal is: a person, or a program with its own identity. */
public enum PrincipalKind {
    USER,
    SERVICE_ACCOUNT
}
