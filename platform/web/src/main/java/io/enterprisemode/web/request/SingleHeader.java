package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A header with one value. When it is repeated with different values, readers could use different ones, so it is
 * refused. Repetitions with the same value are allowed.
 */
public final class SingleHeader {

    private SingleHeader() {}

    /**
     * The value; null: the header is missing.
     *
     * @param values as they came, one for each time
     * @throws ProblemException a 400 that names it, when they differ
     */
    public static @Nullable String of(String name, List<String> values) {
        if (values.size() > 1 && new HashSet<>(values).size() > 1) {
            throw ProblemException.invalid(name, "is there more than once, with different values");
        }
        return values.isEmpty() ? null : values.getFirst();
    }
}
