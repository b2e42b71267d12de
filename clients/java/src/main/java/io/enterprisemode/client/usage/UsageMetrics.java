package io.enterprisemode.client.usage;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client has done so far.
 *
 * @param recorded events it was given and has taken
 * @param answered events by what became of them; every status is there
 * @param requests requests that were sent, repetitions included
 * @param repetitions of them
 * @param waitingEvents events without an answer, in memory or in the spool; those found in the spool at the start
 *     included
 * @param waitingBytes their size as JSON
 * @param unreadableBytes of the spool, torn by a crash or damaged; the file is kept as {@code .damaged} when it was not
 *     the last one
 * @param lastProblem what was wrong with the last request; null: nothing
 * @param spoolProblem what is wrong with the spool, for as long as it is; null: nothing
 */
public record UsageMetrics(
        long recorded,
        Map<UsageStatus, Long> answered,
        long requests,
        long repetitions,
        long waitingEvents,
        long waitingBytes,
        long unreadableBytes,
        @Nullable String lastProblem,
        @Nullable String spoolProblem) {

    public UsageMetrics {
        answered = Map.copyOf(answered);
    }
}
