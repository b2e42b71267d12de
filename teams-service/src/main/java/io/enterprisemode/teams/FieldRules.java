package io.enterprisemode.teams;

import io.enterprisemode.web.problem.ProblemException;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What fields of requests have in common. */
public final class FieldRules {

    /** The longest name of anything in UTF-16 code units, two for each code point; {@link #NAME_PATTERN} counts code points. */
    public static final int NAME_LENGTH = 240;

    /**
     * Any Unicode text of up to 120 code points that shows something. It holds no control characters, no line separators, no
     * half of a surrogate pair, and none of the characters that turn the direction of what follows them (Unicode Technical Report 36, 2.5).
     */
    public static final String NAME_PATTERN =
            "^(?=.*[^\\s\\u00a0\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2060\\u3000\\ufeff])"
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
