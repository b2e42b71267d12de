package io.enterprisemode.teams.domain;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A registered domain in the form in which two are compared: ASCII (RFC 5891), lower case, without a trailing dot.
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
        try {
            String ascii = IDN.toASCII(bare, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            boolean wellFormed =
                    ascii.length() <= LONGEST && LABELS.matcher(ascii).matches();
            return wellFormed ? Optional.of(new DomainName(ascii)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
