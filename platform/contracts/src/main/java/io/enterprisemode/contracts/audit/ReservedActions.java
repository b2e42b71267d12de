package io.enterprisemode.contracts.audit;

import java.util.Set;

/**
 * The actions of the suite itself: what begins with one of these names is recorded by its services only, by way of the
 * topic. Other programs choose a name of their own, such as {@code crm.contacts.imported}. A service that records under
 * a new first name adds it here.
 */
public final class ReservedActions {

    /** The first part of the names. */
    public static final Set<String> NAMES =
            Set.of("audit", "billing", "enterprise", "gateway", "operations", "reporting", "teams");

    private ReservedActions() {}

    /**
     * Whether only a service of the suite may record the action.
     *
     * @param action dotted name in lower case
     */
    public static boolean isReserved(String action) {
        int dot = action.indexOf('.');
        return NAMES.contains(dot < 0 ? action : action.substring(0, dot));
    }
}
