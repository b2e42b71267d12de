package io.enterprisemode.teams;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * An e-mail address in the form in which two are compared: without surrounding blanks, in lower case, the domain in its ASCII form
 * (RFC 5891). That upper and lower case of the local part are the same is not what RFC 5321 says but what every provider does.
 *
 * @param text local part, at sign, domain
 */
public record EmailAddress(String text) {

    private static final int LONGEST = 254;

    /** The address in this text; empty when it is none. */
    public static Optional<EmailAddress> parse(String text) {
        String stripped = text.strip();
        int at = stripped.lastIndexOf('@');
        if (at < 1 || at == stripped.length() - 1 || stripped.length() > LONGEST) {
            return Optional.empty();
        }
        String local = stripped.substring(0, at).toLowerCase(Locale.ROOT);
        boolean readable =
                local.codePoints().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c) || c == '@');
        if (!readable) {
            return Optional.empty();
        }
        return domain(stripped.substring(at + 1)).map(domain -> new EmailAddress(local + "@" + domain));
    }

    /** The form in which addresses are compared. */
    public String key() {
        return text;
    }

    /** The domain in its ASCII form. */
    public String domain() {
        return text.substring(text.lastIndexOf('@') + 1);
    }

    private static Optional<String> domain(String text) {
        try {
            String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            boolean wellFormed = !ascii.isEmpty()
                    && !ascii.startsWith(".")
                    && !ascii.endsWith(".")
                    && !ascii.contains("..")
                    && !ascii.startsWith("-");
            return wellFormed ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
