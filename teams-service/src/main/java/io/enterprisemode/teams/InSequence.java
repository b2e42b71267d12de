package io.enterprisemode.teams;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Steps of one transaction, one after another: a session does not bear two at a time. */
public final class InSequence {

    private InSequence() {}

    /** Does the step for each item in turn; stops at the first failure. */
    public static <T> Uni<Void> forEach(Collection<T> items, Function<T, Uni<Void>> step) {
        return Multi.createFrom()
                .iterable(List.copyOf(items))
                .onItem()
                .transformToUniAndConcatenate(step::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
