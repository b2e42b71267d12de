package io.enterprisemode.kernel.tenancy;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of PostgreSQL's SQLSTATE of a failed statement (PostgreSQL manual, appendix A). There are two cases: the
 * data of the statement can never be stored, or the database could not execute it at the time. A state that is not
 * known to be about the data counts as the second case.
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
     * Classes of failures that the data of a statement causes: cardinality (two rows of one statement for one key),
     * data exception, integrity constraint, check option, program limit (a value too long for its index), and
     * exceptions that a function of the schema raises.
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
     * Whether the failure is one that occurs in normal operation. A failure that is neither expected nor caused by the
     * data (a missing table or right) is also retried, but an operator must fix it, so it is logged with a stack trace.
     */
    public static boolean isExpectedFailure(@Nullable String state) {
        return state == null || (state.length() == 5 && EXPECTED.contains(state.substring(0, 2)));
    }
}
