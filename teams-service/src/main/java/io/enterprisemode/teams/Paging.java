package io.enterprisemode.teams;

import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.request.Parameters;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Query parameters of lists that are ordered by id. */
public final class Paging {

    /** Items on a page, when the caller does not say. */
    public static final int DEFAULT_LIMIT = 50;

    /** Items on a page at most. */
    public static final int MAXIMUM_LIMIT = 200;

    /** Comes before every id. */
    public static final UUID BEFORE_ALL = new UUID(0, 0);

    private Paging() {}

    /** The limit of a request. */
    public static int limit(@Nullable String value) {
        return Parameters.integer("limit", value, 1, MAXIMUM_LIMIT, DEFAULT_LIMIT);
    }

    /** The id to go on after. */
    public static UUID after(@Nullable String cursor) {
        return Cursor.decode(cursor, 1).map(position -> position.uuid(0)).orElse(BEFORE_ALL);
    }
}
