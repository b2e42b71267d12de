package io.enterprisemode.kernel.operations;

import io.enterprisemode.kernel.messaging.DeadLetterOperations.Selection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that fit everything that is given.
 *
 * @param ids only these, 1 to 1000; left out: whatever id
 * @param organizationId only this organization's
 * @param consumer only those of this consumer group, such as {@code billing-queued-usage}
 * @param reason only those whose reason contains this text, in upper or lower case
 */
public record DeadLetterSelection(
        @Nullable List<UUID> ids,
        @Nullable UUID organizationId,
        @Nullable String consumer,
        @Nullable String reason) {

    private static final int MOST_IDS = 1_000;
    private static final int LONGEST_TEXT = 500;

    public DeadLetterSelection {
        if (ids != null && (ids.isEmpty() || ids.size() > MOST_IDS || ids.contains(null))) {
            throw new IllegalArgumentException("ids must be 1 to " + MOST_IDS + " ids");
        }
        requireText("consumer", consumer);
        requireText("reason", reason);
    }

    static Selection of(@Nullable DeadLetterSelection selection) {
        return selection == null
                ? Selection.ALL
                : new Selection(
                        selection.ids == null ? Set.of() : Set.copyOf(selection.ids),
                        selection.organizationId,
                        selection.consumer,
                        selection.reason);
    }

    private static void requireText(String name, @Nullable String value) {
        if (value != null && (value.isBlank() || value.length() > LONGEST_TEXT)) {
            throw new IllegalArgumentException(name + " must be 1 to " + LONGEST_TEXT + " characters");
        }
    }
}
