package io.enterprisemode.web.problem;

/** Tells whether an exception means that something this service depends on is away for now (answered 503, not 500). */
public interface OutageDetector {

    boolean isOutage(Throwable cause);
}
