package io.enterprisemode.kernel.tenancy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's SQLSTATE says about a failed statement (its manual, appendix A): either the data of the statement
 * can never be stored, or the database was in no state to do it. There is nothing in between: whatever is not known to
 * be about the data is trouble that passes.
 */
public final class SqlStates {

    /** {@code lock_timeout} ran out, or a row is locked and was not to be waited for. */
    public static final String LOCK_NOT_AVAILABLE = "55P03";

    /** {@code statement_timeout} ran out, or somebody cancelled the statement. */
    public static final String QUERY_CANCELED = "57014";

    /** The database takes no writes: a standby, or the old primary after a failover. */
    public static final String READ_ONLY_TRANSACTION = "25006";

    /** A row with this key is there already. */
    public static final String UNIQUE_VIOLATION = "23505";

    /** A number is beyond its type. */
    public static final String NUMERIC_VALUE_OUT_OF_RANGE = "22003";

    /** Class of values that cannot be kept. */
    public static final String DATA_EXCEPTION = "22";

    /** Class of serialization failures and deadlocks. */
    public static final String TRANSACTION_ROLLBACK = "40";

    /** Class of values that are too large or too deep. */
    public static final String PROGRAM_LIMIT_EXCEEDED = "54";

    /**
     * Classes of what the data of a statement is to blame for: cardinality (two rows of one statement for one key),
     * data exception, integrity constraint, check option, program limit (a value too long for its index), and what a
     * function of the schema raises.
     */
    private static final Set<String> OF_DATA = Set.of("21", "22", "23", "44", "54", "P0");

    /** Classes whose meaning is that the very same statement would have succeeded at another moment or will do so. */
    private static final Set<String> EXPECTED = Set.of("08", "25", "28", "40", "53", "55", "57", "58");

    private SqlStates() {}

    /** Whether the statement fails whenever it is tried with this data. */
    public static boolean isBadData(@Nullable String state) {
        return state != null && state.length() == 5 && OF_DATA.contains(state.substring(0, 2));
    }

    /**
     * Whether the trouble is of a kind that operation brings with it. What is neither of the data nor expected (a table
     * or right that is missing) passes too, but only with somebody's help, and is worth a stack trace.
     */
    public static boolean isExpectedTrouble(@Nullable String state) {
        return state == null || (state.length() == 5 && EXPECTED.contains(state.substring(0, 2)));
    }
}
