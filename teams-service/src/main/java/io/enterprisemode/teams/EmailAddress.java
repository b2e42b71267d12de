package io.enterprisemode.teams;

import java.text.Normalizer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address as it is stored and written to: without surrounding blanks, in Unicode's composed form (NFC), the
 * domain in lower case and its ASCII form ({@link InternationalDomain}), the local part as it was given. That upper and
 * lower case of the local part are the same mailbox is not what RFC 5321 says but what every provider does.
 *
 * @param text local part, at sign, domain
 */
public record EmailAddress(String text) {

    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL_PART = 64;

    /** The address in this text; empty when it is none. */
    public static Optional<EmailAddress> parse(String text) {
        String stripped = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
        int at = stripped.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL_PART || at == stripped.length() - 1 || stripped.length() > LONGEST) {
            return Optional.empty();
        }
        String local = stripped.substring(0, at);
        if (!local.codePoints().allMatch(EmailAddress::isReadable)
                || Normalizer.normalize(local, Normalizer.Form.NFKC)
                        .codePoints()
                        .anyMatch(EmailAddress::isSpecial)) {
            return Optional.empty();
        }
        return domain(stripped.substring(at + 1))
                .map(domain -> new EmailAddress(local + "@" + domain))
                .filter(address -> address.text.length() <= LONGEST);
    }

    /** The form in which addresses are compared: {@link CaselessText}. */
    public String key() {
        return CaselessText.folded(text);
    }

    /** An e-mail claim as it is stored: in the form of addresses, or unchanged when it is no address. */
    public static @Nullable String kept(@Nullable String given) {
        return given == null ? null : parse(given).map(EmailAddress::text).orElse(given);
    }

    /**
     * What {@link #key()} of the mailbox is when the tag of a sub-address (RFC 5233) is left out:
     * {@code mia+offers@acme.example} is delivered to {@code mia@acme.example} by most providers, so one person can
     * have any number of addresses. For sign-in and invitations, addresses with different tags are different; this form
     * is for counting the e-mails that a person gets.
     */
    public String keyWithoutTag() {
        String key = key();
        int plus = key.indexOf('+');
        int at = key.lastIndexOf('@');
        return plus > 0 && plus < at ? key.substring(0, plus) + key.substring(at) : key;
    }

    /** The domain in its ASCII form. */
    public String domain() {
        return text.substring(text.lastIndexOf('@') + 1);
    }

    /** Whether both are of the same mailbox. */
    public boolean sameMailbox(EmailAddress other) {
        return key().equals(other.key());
    }

    /**
     * Whether it is no space, control or invisible formatting character, and has no special meaning in an e-mail
     * header.
     */
    private static boolean isReadable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> !isSpecial(c);
        };
    }

    private static boolean isSpecial(int c) {
        return "@,;:<>()[]\"\\".indexOf(c) >= 0;
    }

    private static Optional<String> domain(String text) {
        return InternationalDomain.ascii(text)
                .filter(ascii -> !ascii.isEmpty()
                        && !ascii.startsWith(".")
                        && !ascii.endsWith(".")
                        && !ascii.contains("..")
                        && !ascii.startsWith("-"));
    }
}
