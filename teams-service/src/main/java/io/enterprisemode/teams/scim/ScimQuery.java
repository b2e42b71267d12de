package io.enterprisemode.teams.scim;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a list is wanted (RFC 7644, section 3.4.2).
 *
 * @param filter null: all
 * @param startIndex place of the first resource, from 1
 * @param count resources at most
 */
record ScimQuery(@Nullable String filter, int startIndex, int count, Projection projection) {

    /** Resources of one answer at most, and when the client does not say. */
    static final int MOST = 200;

    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,40}");

    /** Numbers below the least count as the least, as the RFC has it. */
    static ScimQuery of(
            @Nullable String filter, @Nullable String startIndex, @Nullable String count, Projection projection) {
        return new ScimQuery(
                filter,
                number("startIndex", startIndex, 1, Integer.MAX_VALUE, 1),
                number("count", count, 0, MOST, MOST),
                projection);
    }

    private static int number(String name, @Nullable String text, int least, int most, int otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        if (!INTEGER.matcher(text).matches()) {
            throw ScimProblems.INVALID_VALUE.with(name + " must be a whole number.");
        }
        return new BigInteger(text)
                .max(BigInteger.valueOf(least))
                .min(BigInteger.valueOf(most))
                .intValueExact();
    }
}
