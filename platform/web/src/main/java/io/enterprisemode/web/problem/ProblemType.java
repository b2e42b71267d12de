package io.enterprisemode.web.problem;

/**
 * One entry of the error catalogue: a stable code, the HTTP status it goes with and a title for people. Services
 * declare their own entries as constants; clients branch on {@link #uri()} only.
 *
 * @param code stable, kebab-case, never reused
 * @param status HTTP status, 400 to 599
 * @param title short, the same for every occurrence
 */
public record ProblemType(String code, int status, String title) {

    public static final ProblemType BAD_REQUEST = new ProblemType("bad-request", 400, "The request cannot be read");
    public static final ProblemType MALFORMED_JSON =
            new ProblemType("malformed-json", 400, "The body cannot be read as JSON");
    public static final ProblemType VALIDATION_FAILED =
            new ProblemType("validation-failed", 400, "Some fields are missing or not valid");
    public static final ProblemType INVALID_CURSOR = new ProblemType("invalid-cursor", 400, "The cursor is not valid");
    public static final ProblemType ORGANIZATION_REQUIRED =
            new ProblemType("organization-required", 400, "The organization must be named");
    public static final ProblemType UNAUTHENTICATED =
            new ProblemType("unauthenticated", 401, "A valid credential is required");
    public static final ProblemType FORBIDDEN = new ProblemType("forbidden", 403, "The permission is missing");
    public static final ProblemType NOT_FOUND = new ProblemType("not-found", 404, "There is no such resource");
    public static final ProblemType METHOD_NOT_ALLOWED =
            new ProblemType("method-not-allowed", 405, "The method is not supported here");
    public static final ProblemType NOT_ACCEPTABLE =
            new ProblemType("not-acceptable", 406, "No representation fits the Accept header");
    public static final ProblemType REQUEST_TIMEOUT =
            new ProblemType("request-timeout", 408, "The request did not come in time");
    public static final ProblemType CONFLICT =
            new ProblemType("conflict", 409, "The request conflicts with the present state");
    public static final ProblemType REQUEST_IN_PROGRESS =
            new ProblemType("request-in-progress", 409, "A request with this Idempotency-Key is still running");
    public static final ProblemType PRECONDITION_FAILED =
            new ProblemType("precondition-failed", 412, "The resource has changed in the meantime");
    public static final ProblemType TOO_LARGE = new ProblemType("too-large", 413, "The body is too large");
    public static final ProblemType UNSUPPORTED_MEDIA_TYPE =
            new ProblemType("unsupported-media-type", 415, "The content type is not supported");
    public static final ProblemType IDEMPOTENCY_KEY_REUSED =
            new ProblemType("idempotency-key-reused", 422, "The Idempotency-Key was used for another request");
    public static final ProblemType TOO_MANY_REQUESTS = new ProblemType("too-many-requests", 429, "Too many requests");
    public static final ProblemType INTERNAL = new ProblemType("internal", 500, "Something went wrong on our side");
    public static final ProblemType UNAVAILABLE =
            new ProblemType("unavailable", 503, "The service cannot answer at the moment");
    public static final ProblemType ACCESS_VIEW_STALE =
            new ProblemType("access-view-stale", 503, "Access cannot be decided at the moment");

    public ProblemType {
        if (code.isBlank() || status < 400 || status > 599) {
            throw new IllegalArgumentException("not an error: code '" + code + "', status " + status);
        }
    }

    /** The stable identifier of the type: a reference that the gateway resolves to a page. */
    public String uri() {
        return "/problems/" + code;
    }

    /** An exception of this type. */
    public ProblemException with(String detail) {
        return ProblemException.of(this, detail);
    }
}
