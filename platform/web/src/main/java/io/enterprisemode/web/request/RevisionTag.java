package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/** The revision of a resource as {@code ETag} and {@code If-Match} carry it (RFC 9110, section 8.8.3 and 13.1.1). */
public final class RevisionTag {

    private RevisionTag() {}

    /** The strong entity tag of a revision. */
    public static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * Refuses a change that was meant for another revision.
     *
     * @param ifMatch the header as it came: {@code *}, which fits every revision, or a list of entity tags, of which
     *     one must be the strong tag of the revision (section 13.1.1 compares strongly); null when there was none
     * @throws io.enterprisemode.web.problem.ProblemException precondition-failed, 412; validation-failed, 400, when the
     *     header is neither
     */
    public static void require(@Nullable String ifMatch, long revision) {
        String current = of(revision);
        if (ifMatch != null && !EntityTags.of("If-Match", ifMatch).nameStrongly(current)) {
            throw ProblemType.PRECONDITION_FAILED.with("Its ETag is now " + current + ": read it again.");
        }
    }
}
