package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The revision of a resource as {@code ETag} and {@code If-Match} carry it (RFC 9110, section 8.8.3 and 13.1.1). */
public final class RevisionTag {

    /** An element of a list with what parts it from the next: an entity tag (RFC 9110, section 8.8.3), or nothing. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*((?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")?[ \\t]*(?:,|$)");

    private RevisionTag() {}

    /** The strong entity tag of a revision. */
    public static String of(long revision) {
        return "\"" + revision + "\"";
    }

    /**
     * Refuses a change that was meant for another revision.
     *
     * @param ifMatch the header as it came: {@code *}, which fits every revision, or a list of entity tags, of which one must be the strong tag of the
     *     revision (section 13.1.1 compares strongly); null when there was none
     * @throws io.enterprisemode.web.problem.ProblemException precondition-failed, 412; validation-failed, 400, when the header is neither
     */
    public static void require(@Nullable String ifMatch, long revision) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        String current = of(revision);
        if (!tags(ifMatch).contains(current)) {
            throw ProblemType.PRECONDITION_FAILED.with("Its ETag is now " + current + ": read it again.");
        }
    }

    /** The entity tags of a list, weak ones with their mark; empty elements are none (RFC 9110, section 5.6.1.2). */
    private static List<String> tags(String list) {
        List<String> tags = new ArrayList<>();
        Matcher element = ELEMENT.matcher(list);
        int at = 0;
        while (at < list.length() && element.find() && element.start() == at) {
            if (element.group(1) != null) {
                tags.add(element.group(1));
            }
            at = element.end();
        }
        if (at < list.length() || tags.isEmpty()) {
            throw ProblemException.invalid("If-Match", "must be * or entity tags in quotes, such as \"3\"");
        }
        return tags;
    }
}
