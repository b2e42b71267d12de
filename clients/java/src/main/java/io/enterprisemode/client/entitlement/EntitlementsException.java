package io.enterprisemode.client.entitlement;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service has refused a request, or has not answered it. A refusal has the fields of its problem document (RFC
 * 9457).
 */
public final class EntitlementsException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final Duration retryAfter;

    EntitlementsException(Problem problem, Duration retryAfter, @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status; 0: there is no complete answer, so whether the request arrived may be unknown. */
    public int status() {
        return problem.status();
    }

    /**
     * The type of the problem, e.g. {@code /problems/validation-failed}; {@code about:blank} when the answer is no
     * problem document, for example that of a proxy, or there is none.
     */
    public String type() {
        return problem.type();
    }

    /** The last part of the type, e.g. {@code validation-failed}: what to branch on. */
    public String code() {
        return type().substring(type().lastIndexOf('/') + 1);
    }

    /** What kind of problem it is, for people. */
    public String title() {
        return problem.title();
    }

    /** What is wrong this time, for people; of an answer that is no problem document, how it begins. */
    public @Nullable String detail() {
        return problem.detail();
    }

    /** The fields of the request that are wrong; empty when it is not about fields. */
    public List<FieldError> errors() {
        return problem.errors();
    }

    /** The id under which the service has logged the request. */
    public @Nullable String requestId() {
        return problem.requestId();
    }

    /** How long the service asks to wait before the request is repeated (Retry-After); zero: it does not say. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Whether the same request may succeed later: there is no complete answer, or the status is 408, 425, 429 or 5xx.
     * Every request of the client may be repeated.
     */
    public boolean isTemporary() {
        return switch (status()) {
            case 0, 408, 425, 429 -> true;
            default -> status() >= 500;
        };
    }
}
