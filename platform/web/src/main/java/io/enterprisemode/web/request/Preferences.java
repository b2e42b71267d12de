package io.enterprisemode.web.request;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What a request prefers (RFC 7240). */
public final class Preferences {

    /** The header of the request. */
    public static final String HEADER = "Prefer";

    /** The header of the answer that tells which preference was followed. */
    public static final String APPLIED = "Preference-Applied";

    /** The preference for an answer before the work is done (RFC 7240, section 4.1). */
    public static final String RESPOND_ASYNC = "respond-async";

    private Preferences() {}

    /**
     * Whether an answer is preferred before the work is done.
     *
     * @param values of every {@link #HEADER} of the request; each may hold several preferences, with values and
     *     parameters
     */
    public static boolean respondAsync(List<String> values) {
        for (String value : values) {
            for (String preference : value.split(",", -1)) {
                String name = preference.split("[;=]", 2)[0].strip().toLowerCase(Locale.ROOT);
                if (Objects.equals(name, RESPOND_ASYNC)) {
                    return true;
                }
            }
        }
        return false;
    }
}
