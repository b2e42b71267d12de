package io.enterprisemode.gateway.overview;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last answers of services to each caller, with the roles that the caller had then. An answer takes the place of a
 * document that cannot be obtained while teams-service confirms exactly these roles. A caller with other roles, or
 * whose roles cannot be confirmed, is shown no earlier answer. The answer of a service that refuses because it cannot
 * decide is not replaced.
 */
final class RememberedAnswers {

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int CALLERS = 500;
    /** A service may decide by the roles of before for a second; what it answers meanwhile is not remembered. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private final Cache<Caller, Known> known =
            Caffeine.newBuilder().maximumSize(CALLERS).expireAfterWrite(KEPT).build();

    /**
     * The answers with earlier ones in the places of those that failed.
     *
     * @param roles as just confirmed; empty: they are not known
     */
    Map<Topic, Answer> complete(
            UUID principalId,
            UUID organizationId,
            Optional<CallerRoles> roles,
            Map<Topic, Answer> answers,
            Instant now) {
        if (roles.isEmpty()) {
            return answers;
        }
        Caller caller = new Caller(principalId, organizationId);
        if (roles.get().isNone()) {
            known.invalidate(caller);
            return answers;
        }
        Known before =
                Objects.requireNonNullElse(known.getIfPresent(caller), new Known(roles.get(), Instant.MIN, Map.of()));
        boolean same = before.roles().equals(roles.get());
        Instant since = same ? before.since() : now;
        Map<Topic, Answer.Fresh> earlier = same ? before.answers() : Map.of();
        boolean settled = since.equals(Instant.MIN) || now.isAfter(since.plus(SETTLED));

        Map<Topic, Answer> completed = new EnumMap<>(Topic.class);
        Map<Topic, Answer.Fresh> kept = new EnumMap<>(Topic.class);
        answers.forEach((topic, answer) -> {
            Answer.Fresh remembered = lately(earlier.get(topic), now);
            completed.put(topic, instead(answer, remembered));
            switch (answer) {
                case Answer.Fresh fresh when settled -> kept.put(topic, fresh);
                case Answer.Failed failed when remembered != null -> kept.put(topic, remembered);
                default -> {}
            }
        });
        known.put(caller, new Known(roles.get(), since, kept));
        return completed;
    }

    private static Answer.@Nullable Fresh lately(Answer.@Nullable Fresh answer, Instant now) {
        return answer == null || answer.at().plus(KEPT).isBefore(now) ? null : answer;
    }

    private static Answer instead(Answer answer, Answer.@Nullable Fresh earlier) {
        return answer instanceof Answer.Failed failed && failed.away() && earlier != null
                ? new Answer.Stale(earlier.value(), earlier.at(), failed.error())
                : answer;
    }

    private record Caller(UUID principalId, UUID organizationId) {}

    /**
     * What is known of a caller in an organization.
     *
     * @param since since when it has these roles, as seen from here; {@link Instant#MIN}: for as long as it is known
     */
    private record Known(CallerRoles roles, Instant since, Map<Topic, Answer.Fresh> answers) {

        Known {
            answers = Map.copyOf(answers);
        }
    }
}
