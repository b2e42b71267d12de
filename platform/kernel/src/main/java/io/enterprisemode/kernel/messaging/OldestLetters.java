package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.messaging.DeadLetterOperations.Letter;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/** The oldest of any number of letters, by when they were refused, then by id; never more are kept than asked for. */
final class OldestLetters {

    private static final Comparator<Letter> OLDEST_FIRST =
            Comparator.comparing(Letter::refusedAt).thenComparing(Letter::id);

    private final int most;
    private final TreeSet<Letter> ordered = new TreeSet<>(OLDEST_FIRST);
    private final Map<UUID, Letter> byId = new HashMap<>();

    /**
     * None so far.
     *
     * @param most at least 1
     */
    OldestLetters(int most) {
        this.most = most;
    }

    /** Takes a letter into account; of a letter that comes several times the oldest one counts. */
    void add(Letter letter) {
        Letter known = byId.get(letter.id());
        if (known != null) {
            if (OLDEST_FIRST.compare(letter, known) >= 0) {
                return;
            }
            ordered.remove(known);
        }
        ordered.add(letter);
        byId.put(letter.id(), letter);
        if (ordered.size() > most) {
            byId.remove(ordered.removeLast().id());
        }
    }

    /** Whether no letter that was refused after this instant would be kept. */
    boolean areAllBefore(Instant instant) {
        return ordered.size() == most && ordered.getLast().refusedAt().isBefore(instant);
    }

    /** The letters, oldest first. */
    List<Letter> letters() {
        return List.copyOf(ordered);
    }
}
