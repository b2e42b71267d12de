package io.enterprisemode.web.json;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.enterprisemode.web.problem.ProblemException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON Merge Patch (RFC 7396) says of one member of a resource: null removes it, any other value takes its
 * place. Of what it does not mention there is no patch: the component of the request is null, and the member stays as
 * it is.
 *
 * @param <T> the type of the member
 */
@JsonDeserialize(using = PatchDeserializer.class)
public sealed interface Patch<T> {

    /**
     * The media type of such documents. Whatever takes one takes it as {@code application/json}, too, with the same
     * meaning.
     */
    String MEDIA_TYPE = "application/merge-patch+json";

    /** Takes the member's place. */
    record Replace<T>(T value) implements Patch<T> {}

    /** Removes the member. */
    record Remove<T>() implements Patch<T> {}

    /**
     * A member that can be removed, after the patch.
     *
     * @param patch null: it stays as it is
     * @param present what it is before; null: there is none
     * @param read what is kept for the value of the request; fails with a problem where it is none
     */
    static <T, U> @Nullable U applied(@Nullable Patch<T> patch, @Nullable U present, Function<T, U> read) {
        return switch (patch) {
            case null -> present;
            case Replace<T>(T value) -> read.apply(value);
            case Remove<T>() -> null;
        };
    }

    /**
     * A member that every resource of its kind has, after the patch.
     *
     * @param pointer of the member, for the problem
     * @throws ProblemException validation-failed, when it is to be removed
     */
    static <T, U> U required(String pointer, @Nullable Patch<T> patch, U present, Function<T, U> read) {
        return switch (patch) {
            case null -> present;
            case Replace<T>(T value) -> read.apply(value);
            case Remove<T>() -> throw ProblemException.invalid(pointer, "must not be null: it cannot be removed");
        };
    }

    /** The same for a member that is kept as it comes. */
    static <T> T required(String pointer, @Nullable Patch<T> patch, T present) {
        return required(pointer, patch, present, Function.identity());
    }
}
