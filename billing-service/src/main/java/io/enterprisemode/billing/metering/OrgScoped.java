package io.enterprisemode.billing.metering;

import java.util.Comparator;
import java.util.UUID;

/**
 * Something of an organization, in a statement that is about several.
 *
 * @param what the thing, named inside its organization
 */
record OrgScoped<T>(UUID organization, T what) {

    /** First by organization, then by what it is: the one order in which all writers take their locks. */
    static <T> Comparator<OrgScoped<T>> order(Comparator<? super T> within) {
        return Comparator.<OrgScoped<T>, UUID>comparing(OrgScoped::organization).thenComparing(OrgScoped::what, within);
    }
}
