package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemType;
import java.util.Arrays;
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
     * @param ifMatch the header as it came; null, when there was none, and {@code *} fit every revision
     * @throws io.enterprisemode.web.problem.ProblemException precondition-failed, 412
     */
    public static void require(@Nullable String ifMatch, long revision) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        String current = of(revision);
        boolean same = Arrays.stream(ifMatch.split(",", -1)).map(String::strip).anyMatch(current::equals);
        if (!same) {
            throw ProblemType.PRECONDITION_FAILED.with("Its ETag is now " + current + ": read it again.");
        }
    }
}
