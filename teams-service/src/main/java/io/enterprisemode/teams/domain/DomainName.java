package io.enterprisemode.teams.domain;

import io.enterprisemode.teams.InternationalDomain;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A registered domain in the form in which two are compared: ASCII ({@link InternationalDomain}), lower case, without a
 * trailing dot.
 *
 * @param text labels parted by dots, two at least
 */
record DomainName(String text) {

    private static final int LONGEST = 253;
    private static final Pattern LABELS = Pattern.compile(
            "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?=[a-z0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /** The domain in this text; empty when it is none, an address of the Internet Protocol for instance. */
    static Optional<DomainName> parse(String text) {
        String stripped = text.strip();
        String bare = stripped.endsWith(".") ? stripped.substring(0, stripped.length() - 1) : stripped;
        if (bare.length() > LONGEST) {
            return Optional.empty();
        }
        return InternationalDomain.ascii(bare)
                .filter(ascii ->
                        ascii.length() <= LONGEST && LABELS.matcher(ascii).matches())
                .map(DomainName::new);
    }
}
