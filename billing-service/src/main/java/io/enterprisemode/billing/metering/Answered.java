package io.enterprisemode.billing.metering;

import java.util.function.Function;

/**
 * What a request is answered.
 *
 * @param isRepeated whether the request was carried out before and has no effect now
 */
public record Answered<A>(A value, boolean isRepeated) {

    /** The answer to a request that was carried out, or refused, now. */
    static <A> Answered<A> now(A value) {
        return new Answered<>(value, false);
    }

    /** The answer to a request that was carried out before. */
    static <A> Answered<A> before(A value) {
        return new Answered<>(value, true);
    }

    /** The same with another answer. */
    <R> Answered<R> map(Function<A, R> change) {
        return new Answered<>(change.apply(value), isRepeated);
    }
}
