package io.enterprisemode.web.problem;

/**
 * Decides whether one exception means an outage of a dependency of this service. {@link Outages} calls it for the whole
 * chain of causes.
 */
public interface OutageDetector {

    /** Whether the same may succeed later, without any change to what was asked. */
    boolean isOutage(Throwable cause);
}
