package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.gateway.routing.Backends;
import io.enterprisemode.gateway.routing.ServicesConfiguration;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Asks services with a deadline, and remembers for each caller what was answered last, for when a service is away. */
@ApplicationScoped
class Answers {

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int ENTRIES = 2_000;

    private final Backends backends;
    private final Duration deadline;
    private final Clock clock;
    private final Cache<Asked, Answer.Fresh> last =
            Caffeine.newBuilder().maximumSize(ENTRIES).expireAfterWrite(KEPT).build();

    Answers(Backends backends, ServicesConfiguration configuration, Clock clock) {
        this.backends = backends;
        this.deadline = configuration.partDeadline();
        this.clock = clock;
    }

    /** Never fails: what goes wrong is part of the answer. What a caller may no longer see is forgotten. */
    Uni<Answer> ask(String service, String path, String topic, UUID principalId, Backends.Question question) {
        Asked asked = new Asked(principalId, question.organizationId(), topic);
        return backends.get(service, path, question)
                .ifNoItem()
                .after(deadline)
                .fail()
                .map(value -> remember(asked, value))
                .onFailure()
                .recoverWithItem(failure -> instead(asked, failure));
    }

    private Answer remember(Asked asked, JsonNode value) {
        Answer.Fresh fresh = new Answer.Fresh(value, clock.instant());
        last.put(asked, fresh);
        return fresh;
    }

    private Answer instead(Asked asked, Throwable failure) {
        if (failure instanceof Backends.Refusal refusal && refusal.status() < 500) {
            last.invalidate(asked);
            return switch (refusal.status()) {
                case 401, 403 -> new Answer.Forbidden();
                case 404 -> new Answer.Missing();
                default -> new Answer.Failed("it answered " + refusal.status());
            };
        }
        String error =
                switch (failure) {
                    case TimeoutException late -> "it did not answer in time";
                    case Backends.Refusal refusal -> "it answered " + refusal.status();
                    default -> "it cannot be reached";
                };
        Answer.Fresh earlier = last.getIfPresent(asked);
        return earlier == null ? new Answer.Failed(error) : new Answer.Stale(earlier.value(), earlier.at(), error);
    }

    private record Asked(
            UUID principalId,
            @org.jspecify.annotations.Nullable UUID organizationId,
            String topic) {}

    Instant now() {
        return clock.instant();
    }
}
