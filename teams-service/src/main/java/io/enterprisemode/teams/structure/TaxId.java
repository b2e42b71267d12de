package io.enterprisemode.teams.structure;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The number under which an organization is known to a tax office, without separators and in capital letters. The form
 * is checked, not whether the number was given out: where it begins with the prefix of a European country, by that
 * country's form (EU: the formats of VIES; XI Northern Ireland, GB, CHE, NO), else 4 to 20 letters and digits with at
 * least four digits (EIN, ABN, GSTIN and so on).
 *
 * @param text such as {@code DE123456789} or {@code 123456789}
 */
record TaxId(String text) {

    private static final Pattern SEPARATORS = Pattern.compile("[\\s./-]");
    private static final Pattern GENERAL = Pattern.compile("(?=(?:[A-Z]*[0-9]){4})[A-Z0-9]{4,20}");
    private static final Pattern PREFIXED = Pattern.compile("[A-Z]{2}[A-Z0-9]*[0-9][A-Z0-9]*");

    private static final Map<String, Pattern> FORMS = Map.ofEntries(
            form("AT", "U[0-9]{8}"),
            form("BE", "[01][0-9]{9}"),
            form("BG", "[0-9]{9,10}"),
            form("CY", "[0-9]{8}[A-Z]"),
            form("CZ", "[0-9]{8,10}"),
            form("DE", "[0-9]{9}"),
            form("DK", "[0-9]{8}"),
            form("EE", "[0-9]{9}"),
            form("EL", "[0-9]{9}"),
            form("ES", "[A-Z0-9][0-9]{7}[A-Z0-9]"),
            form("FI", "[0-9]{8}"),
            form("FR", "[A-HJ-NP-Z0-9]{2}[0-9]{9}"),
            form("GB", "(?:[0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3})"),
            form("HR", "[0-9]{11}"),
            form("HU", "[0-9]{8}"),
            form("IE", "[0-9][A-Z0-9][0-9]{5}[A-Z]{1,2}"),
            form("IT", "[0-9]{11}"),
            form("LT", "(?:[0-9]{9}|[0-9]{12})"),
            form("LU", "[0-9]{8}"),
            form("LV", "[0-9]{11}"),
            form("MT", "[0-9]{8}"),
            form("NL", "[0-9]{9}B[0-9]{2}"),
            form("NO", "[0-9]{9}(?:MVA)?"),
            form("PL", "[0-9]{10}"),
            form("PT", "[0-9]{9}"),
            form("RO", "[0-9]{2,10}"),
            form("SE", "[0-9]{10}01"),
            form("SI", "[0-9]{8}"),
            form("SK", "[0-9]{10}"),
            form("XI", "(?:[0-9]{9}|[0-9]{12}|GD[0-9]{3}|HA[0-9]{3})"));

    private static final Pattern SWISS = Pattern.compile("CHE[0-9]{9}(?:MWST|TVA|IVA)?");

    private static Map.Entry<String, Pattern> form(String country, String digits) {
        return Map.entry(country, Pattern.compile(country + digits));
    }

    /** The number in this text; empty when it is none. */
    static Optional<TaxId> parse(String text) {
        String bare = SEPARATORS.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
        return isPlausible(bare) ? Optional.of(new TaxId(bare)) : Optional.empty();
    }

    private static boolean isPlausible(String bare) {
        if (bare.length() > 20) {
            return false;
        }
        if (bare.startsWith("CHE")) {
            return SWISS.matcher(bare).matches();
        }
        if (PREFIXED.matcher(bare).matches()) {
            Pattern form = FORMS.get(bare.substring(0, 2));
            if (form != null) {
                return form.matcher(bare).matches();
            }
        }
        return GENERAL.matcher(bare).matches();
    }
}
