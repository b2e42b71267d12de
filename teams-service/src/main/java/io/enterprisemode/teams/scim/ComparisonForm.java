package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.CaselessText;
import io.enterprisemode.teams.EmailAddress;

/**
 * What is kept of texts by which resources are found, and asked for by filters. PostgreSQL folds both once more
 * ({@code folded}), since rows that were written by a version before have other forms.
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
