package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.EmailAddress;

/**
 * The form of texts by which resources are found and filtered. PostgreSQL folds both sides again ({@code folded}),
 * since rows written by earlier versions have other forms.
 */
final class ComparisonForm {

    private ComparisonForm() {}

    /** A user name; one that is an e-mail address in the form of addresses. */
    static String userName(String text) {
        return EmailAddress.parse(text).map(EmailAddress::key).orElseGet(() -> CaselessText.folded(text.strip()));
    }

    /** An e-mail address. */
    static String address(String text) {
        return EmailAddress.parse(text).map(EmailAddress::key).orElseGet(() -> CaselessText.folded(text.strip()));
    }
}
