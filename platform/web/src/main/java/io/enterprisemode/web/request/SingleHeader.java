package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A header that says one thing. Where it is there several times and says different things, each reader could believe
 * another one, so nobody believes any; the same several times is the same.
 */
public final class SingleHeader {

    private SingleHeader() {}

    /**
     * What it says; null: it is not there.
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
