package io.enterprisemode.web.problem;

/**
 * Tells of one exception whether it means trouble of something this service depends on; {@link Outages} asks along the
 * chain of causes.
 */
public interface OutageDetector {

    /** Whether the same may succeed later, without any change to what was asked. */
    boolean isOutage(Throwable cause);
}
