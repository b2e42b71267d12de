package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.backend.Backends;
import io.enterprisemode.gateway.backend.ServicesConfiguration;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Requests documents from services with a deadline, and remembers the last answers for each caller, for use while a
 * service is unavailable. Together with the documents of an organization it requests the roles of the caller there from
 * teams-service: a remembered answer is shown later only while these roles are confirmed unchanged
 * ({@link RememberedAnswers}).
 */
@ApplicationScoped
class Answers {

    private static final String UNDECIDED = "it cannot decide who may do what";

    private final Backends backends;
    private final Duration deadline;
    private final Clock clock;
    private final RememberedAnswers remembered = new RememberedAnswers();

    Answers(Backends backends, ServicesConfiguration configuration, Clock clock) {
        this.backends = backends;
        this.deadline = configuration.partDeadline();
        this.clock = clock;
    }

    /** All documents of the question's organization. Never fails: what goes wrong is part of the answers. */
    Uni<Map<Topic, Answer>> ofOrganization(UUID principalId, UUID organizationId, Backends.Question question) {
        Instant now = clock.instant();
        List<Uni<Map.Entry<Topic, Answer>>> asked = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            asked.add(ask(topic.service(), topic.path(organizationId, now), question)
                    .map(answer -> Map.entry(topic, answer)));
        }
        Uni<Answer> roles = ask("teams", "/api/organizations?id=" + organizationId, question);
        return Uni.combine()
                .all()
                .unis(roles, Uni.join().all(asked).andFailFast())
                .asTuple()
                .map(both -> {
                    Map<Topic, Answer> byTopic = new EnumMap<>(Topic.class);
                    both.getItem2().forEach(entry -> byTopic.put(entry.getKey(), entry.getValue()));
                    return remembered.complete(
                            principalId, organizationId, CallerRoles.of(both.getItem1()), byTopic, clock.instant());
                });
    }

    /** One document, as it is answered now. Never fails. */
    Uni<Answer> ask(String service, String path, Backends.Question question) {
        return backends.get(service, path, question)
                .ifNoItem()
                .after(deadline)
                .fail()
                .map(value -> (Answer) new Answer.Fresh(value, clock.instant()))
                .onFailure()
                .recoverWithItem(Answers::failed);
    }

    private static Answer failed(Throwable failure) {
        return switch (failure) {
            case TimeoutException late -> new Answer.Failed("it did not answer in time", true);
            case Backends.Refusal refusal -> refused(refusal);
            default -> new Answer.Failed("it cannot be reached", true);
        };
    }

    private static Answer refused(Backends.Refusal refusal) {
        return switch (refusal.status()) {
            case 401, 403 -> new Answer.Forbidden();
            case 404 -> new Answer.Missing();
            default ->
                refusal.is(ProblemType.ACCESS_VIEW_STALE)
                        ? new Answer.Failed(UNDECIDED, false)
                        : new Answer.Failed("it answered " + refusal.status(), refusal.status() >= 500);
        };
    }

    Instant now() {
        return clock.instant();
    }
}
