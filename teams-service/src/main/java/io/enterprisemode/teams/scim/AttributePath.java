package io.enterprisemode.teams.scim;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an attribute in a filter or a path (RFC 7644, section 3.10), as it was written.
 *
 * @param schema URN of the schema that defines it; null: the core schema of the resource
 * @param attribute name; compared without regard to case
 * @param sub name of a sub-attribute; null: the attribute itself
 */
record AttributePath(
        @Nullable String schema, String attribute, @Nullable String sub) {

    private static final Pattern NAME = Pattern.compile("\\$?[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final String URN = "urn:";

    /** The path in this text; empty when it is none. */
    static Optional<AttributePath> parse(String text) {
        String schema = null;
        String names = text;
        if (text.regionMatches(true, 0, URN, 0, URN.length())) {
            int colon = text.lastIndexOf(':');
            schema = text.substring(0, colon);
            names = text.substring(colon + 1);
        }
        String[] parts = names.split("\\.", -1);
        boolean wellFormed = parts.length <= 2 && NAME.matcher(parts[0]).matches();
        if (!wellFormed || (parts.length == 2 && !NAME.matcher(parts[1]).matches())) {
            return Optional.empty();
        }
        return Optional.of(new AttributePath(schema, parts[0], parts.length == 2 ? parts[1] : null));
    }

    /** The names in lower case, parted by a dot, without the schema. */
    String key() {
        return (sub == null ? attribute : attribute + "." + sub).toLowerCase(Locale.ROOT);
    }

    AttributePath of(String subAttribute) {
        return new AttributePath(schema, attribute, subAttribute);
    }

    @Override
    public String toString() {
        String names = sub == null ? attribute : attribute + "." + sub;
        return schema == null ? names : schema + ":" + names;
    }
}
