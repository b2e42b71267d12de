package io.enterprisemode.teams;

/** What fields of requests have in common. */
public final class FieldRules {

    /** The longest name of anything, in UTF-16 code units. */
    public static final int NAME_LENGTH = 120;

    /** Any Unicode text that shows something and holds no control characters. */
    public static final String NAME_PATTERN = "^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f]*$";

    /** What is said when a name does not fit {@link #NAME_PATTERN}. */
    public static final String NAME_MESSAGE = "must not be blank or hold control characters";

    private FieldRules() {}
}
