package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code If-Match} or {@code If-None-Match} names (RFC 9110, sections 13.1.1 and 13.1.2).
 *
 * @param any whether it is {@code *}, which stands for every tag
 * @param tags the entity tags of the list, weak ones with their mark
 */
public record EntityTags(boolean any, List<String> tags) {

    /** An element of a list with what parts it from the next: an entity tag (RFC 9110, section 8.8.3), or nothing. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*((?:W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")?[ \\t]*(?:,|$)");

    private static final String WEAK = "W/";

    public EntityTags {
        tags = List.copyOf(tags);
    }

    /**
     * Reads a field; empty elements of a list are none (section 5.6.1.2).
     *
     * @param field its name, for the problem
     * @throws ProblemException validation-failed, 400, when it is neither {@code *} nor a list of entity tags
     */
    public static EntityTags of(String field, String value) {
        if (value.strip().equals("*")) {
            return new EntityTags(true, List.of());
        }
        List<String> tags = new ArrayList<>();
        Matcher element = ELEMENT.matcher(value);
        int at = 0;
        while (at < value.length() && element.find() && element.start() == at) {
            if (element.group(1) != null) {
                tags.add(element.group(1));
            }
            at = element.end();
        }
        if (at < value.length() || tags.isEmpty()) {
            throw malformed(field);
        }
        return new EntityTags(false, tags);
    }

    /** What is said of a field that is no list of entity tags. */
    static ProblemException malformed(String field) {
        return ProblemException.invalid(field, "must be * or entity tags in quotes, such as \"3\"");
    }

    /** Whether the tag is named by the strong comparison, in which a weak one is like none (section 8.8.3.2). */
    public boolean nameStrongly(String tag) {
        return any || (!tag.startsWith(WEAK) && tags.contains(tag));
    }

    /** Whether the tag is named by the weak comparison, in which the marks of weak ones do not count. */
    public boolean nameWeakly(String tag) {
        return any || tags.stream().map(EntityTags::opaque).anyMatch(opaque(tag)::equals);
    }

    private static String opaque(String tag) {
        return tag.startsWith(WEAK) ? tag.substring(WEAK.length()) : tag;
    }
}
