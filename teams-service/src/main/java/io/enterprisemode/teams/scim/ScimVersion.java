package io.enterprisemode.teams.scim;

import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.EntityTags;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Versions of resources as weak entity tags (RFC 7644, section 3.14). They are compared weakly in {@code If-Match} too,
 * as the RFC's examples do.
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
     * @param ifMatch the header: {@code *}, which fits every version, or a list of entity tags; null when there was
     *     none
     * @throws io.enterprisemode.web.problem.ProblemException precondition-failed, 412; validation-failed, 400, when the
     *     header is neither
     */
    void require(@Nullable String ifMatch) {
        if (ifMatch != null && !EntityTags.of(HttpHeaders.IF_MATCH, ifMatch).nameWeakly(tag)) {
            throw ProblemType.PRECONDITION_FAILED.with("Its version is now " + tag + ": read it again.");
        }
    }

    /**
     * Whether whoever reads has this version already.
     *
     * @param ifNoneMatch the header, of the same form; null when there was none
     * @throws io.enterprisemode.web.problem.ProblemException validation-failed, 400, when it has another form
     */
    boolean isKnown(@Nullable String ifNoneMatch) {
        return ifNoneMatch != null
                && EntityTags.of(HttpHeaders.IF_NONE_MATCH, ifNoneMatch).nameWeakly(tag);
    }
}
