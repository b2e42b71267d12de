package io.enterprisemode.systemtests.crash;

/**
 * A process that may be killed.
 *
 * @param name for people
 * @param kill by signal KILL
 * @param start returns when it is ready
 */
public record Victim(String name, Runnable kill, Runnable start) {}
