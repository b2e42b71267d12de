package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a transaction writes at its end, right before it commits: rows that nothing else in the transaction reads, by
 * one statement however many they are. Whatever fails then rolls the transaction back.
 */
public final class AtEnd {

    /**
     * Writes the rows of a kind.
     *
     * @param <T> a row
     */
    @FunctionalInterface
    public interface Writer<T> {

        /** Writes them, in their order. */
        Uni<Void> write(Tenant tenant, List<T> rows);
    }

    private final Map<Writer<?>, List<Object>> waiting = new LinkedHashMap<>();

    AtEnd() {}

    /** Leaves rows to the end of the transaction; use the same writer for all of a kind. */
    public <T> void write(Writer<T> writer, List<T> rows) {
        waiting.computeIfAbsent(writer, made -> new ArrayList<>()).addAll(rows);
    }

    Uni<Void> writeAll(Tenant tenant) {
        return Multi.createFrom()
                .iterable(waiting.entrySet())
                .onItem()
                .transformToUniAndConcatenate(entry -> write(tenant, entry.getKey(), entry.getValue()))
                .collect()
                .last()
                .invoke(waiting::clear)
                .replaceWithVoid();
    }

    /** The rows of a writer are those that were given with it. */
    @SuppressWarnings("unchecked")
    private static <T> Uni<Void> write(Tenant tenant, Writer<T> writer, List<Object> rows) {
        return writer.write(tenant, (List<T>) rows);
    }
}
