package io.enterprisemode.teams;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs steps one after another, of one transaction, since a session allows only one operation at a time, or of several
 * transactions.
 */
public final class SequentialSteps {

    private SequentialSteps() {}

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

    /**
     * Does the step for each item in turn, also when others fail: for work that is independent per organization.
     *
     * @param failed called for each step that fails
     * @return whether one has not failed
     */
    public static <T> Uni<Boolean> independently(
            Collection<T> items, Function<T, Uni<Void>> step, BiConsumer<T, Throwable> failed) {
        return Multi.createFrom()
                .iterable(List.copyOf(items))
                .onItem()
                .transformToUniAndConcatenate(item -> Uni.createFrom()
                        .deferred(() -> step.apply(item))
                        .replaceWith(true)
                        .onFailure()
                        .invoke(failure -> failed.accept(item, failure))
                        .onFailure()
                        .recoverWithItem(false))
                .collect()
                .with(Collectors.reducing(false, (some, one) -> some || one));
    }
}
