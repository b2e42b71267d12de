package io.enterprisemode.teams.scim;

import io.enterprisemode.web.problem.ProblemType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Versions of resources as weak entity tags (RFC 7644, section 3.14). They are compared weakly in {@code If-Match} too, as the RFC's examples do.
 *
 * @param tag as in {@code ETag} and {@code meta.version}
 */
record ScimVersion(String tag) {

    private static final String WEAK = "W/";

    static ScimVersion of(Object... revisions) {
        return new ScimVersion(WEAK + "\""
                + String.join("-", Arrays.stream(revisions).map(String::valueOf).toList()) + "\"");
    }

    /**
     * Refuses a change that was meant for another version.
     *
     * @param ifMatch the header; null and {@code *} fit every version
     */
    void require(@Nullable String ifMatch) {
        if (ifMatch != null && !isIn(ifMatch)) {
            throw ProblemType.PRECONDITION_FAILED.with("Its version is now " + tag + ": read it again.");
        }
    }

    /** Whether a header with entity tags names this version. */
    boolean isIn(@Nullable String header) {
        return header != null
                && (header.strip().equals("*")
                        || Arrays.stream(header.split(",", -1))
                                .map(ScimVersion::opaque)
                                .anyMatch(opaque(tag)::equals));
    }

    private static String opaque(String text) {
        String stripped = text.strip();
        return stripped.startsWith(WEAK) ? stripped.substring(WEAK.length()) : stripped;
    }
}
