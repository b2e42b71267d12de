package io.enterprisemode.billing.tax;

import io.enterprisemode.web.problem.Problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a billing profile and a tax must be like. All that is wrong is said at once, field by field. */
final class BillingProfileRules {

    static final int LONGEST_TEXT = 200;
    static final int LONGEST_POSTAL_CODE = 20;
    static final int LONGEST_EMAIL = 254;
    static final int LONGEST_REASON = 500;
    static final int MOST_LINES = 3;

    /** From 0 to below 1, with {@link TaxRule#DECIMALS} decimals at most. */
    static final String RATE = "0(\\.[0-9]{1,4})?";

    private static final Pattern RATES = Pattern.compile(RATE);
    private static final Pattern SEPARATORS = Pattern.compile("[ ./-]");
    private static final Pattern TAX_ID = Pattern.compile("(?=.*[0-9])[A-Z0-9]{4,20}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s\\p{C}@,;:<>()\\[\\]\"\\\\]{1,64}"
            + "@[^\\s\\p{C}@,;:<>()\\[\\]\"\\\\.]+(\\.[^\\s\\p{C}@,;:<>()\\[\\]\"\\\\.]+)*");
    private static final Set<String> COUNTRIES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

    private final List<FieldError> errors = new ArrayList<>();

    private BillingProfileRules() {}

    /** What is wrong with a profile; nothing when it can be stored. */
    static List<FieldError> errors(ChangeProfileRequest request) {
        BillingProfileRules rules = new BillingProfileRules();
        if (request.legalName() == null) {
            rules.wrong("/legalName", "must not be null");
        }
        rules.checkLine("/legalName", request.legalName(), LONGEST_TEXT);
        if (request.address() != null) {
            rules.checkAddress(request.address());
        }
        String taxId = request.taxId();
        if (taxId != null && !TAX_ID.matcher(bareTaxId(taxId)).matches()) {
            rules.wrong("/taxId", "must be 4 to 20 letters and digits, one digit at least");
        }
        String email = request.email();
        if (email != null
                && (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches())) {
            rules.wrong("/email", "must be an e-mail address");
        }
        return List.copyOf(rules.errors);
    }

    private void checkAddress(ChangeProfileRequest.Address address) {
        List<@Nullable String> lines = lines(address);
        if (lines.size() > MOST_LINES) {
            wrong("/address/lines", "must have at most " + MOST_LINES + " lines");
        }
        for (int i = 0; i < lines.size(); i++) {
            String pointer = "/address/lines/" + i;
            if (lines.get(i) == null) {
                wrong(pointer, "must not be null");
            }
            checkLine(pointer, lines.get(i), LONGEST_TEXT);
        }
        checkLine("/address/postalCode", address.postalCode(), LONGEST_POSTAL_CODE);
        checkLine("/address/city", address.city(), LONGEST_TEXT);
        if (address.country() != null && !COUNTRIES.contains(address.country())) {
            wrong("/address/country", "must be a country of ISO 3166-1 in two capital letters");
        }
    }

    /** What is wrong with a tax; nothing when it can be stored. */
    static List<FieldError> errors(ChangeTaxRequest request) {
        BillingProfileRules rules = new BillingProfileRules();
        if (request.rate() != null && !RATES.matcher(request.rate()).matches()) {
            rules.wrong("/rate", "must be from 0 to below 1, with 4 decimals at most");
        }
        rules.checkLine("/reason", request.reason(), LONGEST_REASON);
        switch (request.treatment()) {
            case null -> rules.wrong("/treatment", "must not be null");
            case RATE -> {
                if (request.reason() != null) {
                    rules.wrong("/reason", "must be left out with RATE");
                }
            }
            case EXEMPT, REVERSE_CHARGE -> {
                if (request.rate() != null) {
                    rules.wrong("/rate", "must be left out with " + request.treatment());
                }
                if (request.reason() == null) {
                    rules.wrong("/reason", "must not be null with " + request.treatment());
                }
            }
        }
        return List.copyOf(rules.errors);
    }

    /** Who the organization is by a request without errors. */
    static Party party(ChangeProfileRequest request) {
        ChangeProfileRequest.Address address =
                request.address() == null ? ChangeProfileRequest.Address.EMPTY : request.address();
        return new Party(
                request.legalName(),
                lines(address).stream().map(Objects::requireNonNull).toList(),
                address.postalCode(),
                address.city(),
                address.country(),
                request.taxId() == null ? null : bareTaxId(request.taxId()),
                request.email());
    }

    /** The rate by a request without errors; null where it names none. */
    static @Nullable BigDecimal rate(ChangeTaxRequest request) {
        return request.rate() == null ? null : new BigDecimal(request.rate());
    }

    private static List<@Nullable String> lines(ChangeProfileRequest.Address address) {
        return address.lines() == null ? List.of() : address.lines();
    }

    private static String bareTaxId(String taxId) {
        return SEPARATORS.matcher(taxId).replaceAll("").toUpperCase(Locale.ROOT);
    }

    private void checkLine(String pointer, @Nullable String text, int longest) {
        if (text != null && (text.isBlank() || text.length() > longest || hasControlCharacter(text))) {
            wrong(pointer, "must be one line of 1 to " + longest + " characters");
        }
    }

    private static boolean hasControlCharacter(String text) {
        return text.codePoints().anyMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        });
    }

    private void wrong(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
    }
}
