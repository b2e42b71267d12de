package io.enterprisemode.billing.reservation;

import java.util.function.Function;

/**
 * What a request is answered.
 *
 * @param isRepeated whether the request was carried out before and has no effect now
 */
public record IdempotentAnswer<A>(A value, boolean isRepeated) {

    /** The answer to a request that was carried out, or refused, now. */
    static <A> IdempotentAnswer<A> now(A value) {
        return new IdempotentAnswer<>(value, false);
    }

    /** The answer to a request that was carried out before. */
    static <A> IdempotentAnswer<A> before(A value) {
        return new IdempotentAnswer<>(value, true);
    }

    /** The same with another answer. */
    <R> IdempotentAnswer<R> map(Function<A, R> change) {
        return new IdempotentAnswer<>(change.apply(value), isRepeated);
    }
}
