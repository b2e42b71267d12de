package io.enterprisemode.teams.authzen;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.teams.authzen.Search.PageInfo;
import io.enterprisemode.teams.authzen.Search.PageRequest;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.problem.ProblemException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The token of a page: it goes with one search and one limit, so that a page cannot be asked for with anything changed
 * (section 8.2).
 *
 * @param search names the search with all that it asks for
 * @param limit results on a page
 * @param position where the page begins, as the list knows it; empty: at the beginning
 */
record SearchToken(String search, int limit, String position) {

    /** What is told about the only page of a search that finds nothing. */
    static final PageInfo NOTHING = new PageInfo("", 0);

    private static final String NAMESPACE = "urn:enterprisemode:authzen-search";
    private static final int PARTS = 3;

    /** The page of a search that is asked for; the parts of a search name it. */
    static SearchToken of(@Nullable PageRequest page, String... parts) {
        String search = PrincipalId.of(NAMESPACE, String.join("\n", parts)).toString();
        Integer limit = page == null ? null : page.limit();
        Optional<Cursor> given = Cursor.decode(page == null ? null : page.token(), PARTS);
        if (given.isEmpty()) {
            return new SearchToken(search, limit == null ? Paging.DEFAULT_LIMIT : limit, "");
        }
        Cursor token = given.get();
        long agreed = token.number(1);
        if (!token.text(0).equals(search) || (limit != null && limit != agreed)) {
            throw ProblemException.invalid("/page/token", "is of another search");
        }
        if (agreed < 1 || agreed > Paging.MAXIMUM_LIMIT) {
            throw ProblemException.invalid("/page/token", "is not one that was given out");
        }
        return new SearchToken(search, (int) agreed, token.text(2));
    }

    /** What is told about a page that goes on at a position; null: it is the last one. */
    PageInfo info(int count, @Nullable String next) {
        return new PageInfo(next == null ? "" : Cursor.of(search, limit, next).encoded(), count);
    }
}
