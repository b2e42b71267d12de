package io.enterprisemode.teams;

import io.enterprisemode.web.problem.ProblemException;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What fields of requests have in common. */
public final class FieldRules {

    /**
     * The longest name of anything in UTF-16 code units, two for each code point; {@link #NAME_PATTERN} counts code
     * points.
     */
    public static final int NAME_LENGTH = 240;

    /**
     * What shows nothing: white space, the code points that Unicode 16 has as Default_Ignorable_Code_Point, such as the
     * Hangul fillers, and the blank pattern of Braille. It is written out because the pattern is also part of the
     * OpenAPI document, and its dialect of regular expressions has no name for it. Code points beyond U+FFFF are left
     * out, because dialects write them differently.
     */
    private static final String BLANK =
            "\\s\\u00a0\\u00ad\\u034f\\u061c\\u115f\\u1160\\u1680\\u17b4\\u17b5\\u180b-\\u180f"
                    + "\\u2000-\\u200f\\u202a-\\u202f\\u205f-\\u206f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0"
                    + "\\ufff0-\\ufff8";

    /**
     * Any Unicode text of up to 120 code points that shows something. It holds no control characters, no line
     * separators, no half of a surrogate pair, and none of the characters that turn the direction of what follows them
     * (Unicode Technical Report 36, 2.5).
     */
    public static final String NAME_PATTERN = "^(?=.*[^" + BLANK + "])"
            + "[^\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff]{1,120}$";

    /** What is said when a name does not fit {@link #NAME_PATTERN}. */
    public static final String NAME_MESSAGE =
            "must have 1 to 120 characters, not be blank, and hold neither control characters nor ones that turn the"
                    + " direction of text";

    private static final Pattern NAME = Pattern.compile(NAME_PATTERN);

    private FieldRules() {}

    /** A name of a request that has no other validation, as it is stored. */
    public static String requireName(String pointer, String given) {
        String name = name(given);
        if (name.length() > NAME_LENGTH || !NAME.matcher(name).matches()) {
            throw ProblemException.invalid(pointer, NAME_MESSAGE);
        }
        return name;
    }

    /** A name as it is stored: in Unicode's composed form (NFC); null stays null. */
    @SuppressWarnings("NullAway") // null only for null, which the validation of the field speaks about
    public static String name(@Nullable String given) {
        return given == null ? null : Normalizer.normalize(given, Normalizer.Form.NFC);
    }
}
