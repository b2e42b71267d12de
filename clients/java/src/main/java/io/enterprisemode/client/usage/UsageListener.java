package io.enterprisemode.client.usage;

/** Receives the results of events. It is called on the sending threads: a slow listener delays sending. */
public interface UsageListener {

    /**
     * An event has its answer. With a spool, an event that was answered just before a crash is answered again, as a
     * duplicate.
     */
    void answered(UsageResult result);

    /**
     * A request did not succeed and is repeated.
     *
     * @param problem what was wrong, for people, e.g. {@code 503} or {@code connection refused}
     */
    default void postponed(String problem) {}
}
