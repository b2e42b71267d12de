package io.enterprisemode.web.problem;

import io.enterprisemode.web.problem.Problem.FieldError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expected error that is answered as a problem document. It carries no stack trace: it is an answer, not a fault.
 */
public final class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final List<FieldError> errors;
    private final @Nullable Duration retryAfter;
    private final @Nullable RateLimit rateLimit;

    private ProblemException(
            ProblemType type,
            String detail,
            List<FieldError> errors,
            @Nullable Duration retryAfter,
            @Nullable RateLimit rateLimit) {
        super(detail, null, false, false);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.retryAfter = retryAfter;
        this.rateLimit = rateLimit;
    }

    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(type, detail, List.of(), null, null);
    }

    /** One that says what is wrong with each part of the request. */
    public static ProblemException of(ProblemType type, String detail, List<FieldError> errors) {
        return new ProblemException(type, detail, errors, null, null);
    }

    /** A 400 that names every wrong field. */
    public static ProblemException invalid(List<FieldError> errors) {
        return new ProblemException(ProblemType.VALIDATION_FAILED, "See errors for each field.", errors, null, null);
    }

    /** A 400 for one field, {@code pointer} being a JSON pointer or a parameter's name. */
    public static ProblemException invalid(String pointer, String detail) {
        return invalid(List.of(new FieldError(pointer, detail)));
    }

    /** What is not there, or not there for this caller: both look the same. */
    public static ProblemException notFound(String what) {
        return of(ProblemType.NOT_FOUND, "There is no such " + what + ".");
    }

    public static ProblemException retryLater(ProblemType type, String detail, Duration retryAfter) {
        return new ProblemException(type, detail, List.of(), retryAfter, null);
    }

    /** A 429: an allowance is used up. */
    public static ProblemException tooManyRequests(String detail, RateLimit limit) {
        return new ProblemException(
                ProblemType.TOO_MANY_REQUESTS, detail, List.of(), Duration.ofSeconds(limit.secondsToReset()), limit);
    }

    /** The same with another text. */
    public ProblemException withDetail(String detail) {
        return new ProblemException(type, detail, errors, retryAfter, rateLimit);
    }

    public ProblemType type() {
        return type;
    }

    public List<FieldError> errors() {
        return errors;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The allowance that is used up; null: the problem is another one. */
    public @Nullable RateLimit rateLimit() {
        return rateLimit;
    }
}
