package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.EmailAddress;
import java.text.Normalizer;
import java.util.Locale;

/** The forms in which texts are compared and found: neither case nor the way in which a character is composed tells two names apart. */
final class ComparisonForm {

    private ComparisonForm() {}

    /** A user name; one that is an e-mail address in the form of addresses. */
    static String userName(String text) {
        return EmailAddress.parse(text).map(EmailAddress::key).orElseGet(() -> folded(text.strip()));
    }

    /** An e-mail address. */
    static String address(String text) {
        return EmailAddress.parse(text).map(EmailAddress::key).orElseGet(() -> folded(text.strip()));
    }

    /** Any other text. */
    static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
