package io.enterprisemode.gateway.health;

/** A check, as far as the score goes. */
public record RatedCheck(String id, CheckSeverity severity, CheckStatus status) {}
