package io.enterprisemode.gateway.overview;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.gateway.health.HealthScore;
import io.enterprisemode.gateway.health.ServiceHealth;
import io.enterprisemode.gateway.health.ServiceHealthWatch;
import io.enterprisemode.gateway.routing.Backends;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Asks all services at once, waits no longer than the deadline, and puts together what came. */
@ApplicationScoped
class Overview {

    private static final int DAYS = 30;

    private final Answers answers;
    private final ServiceHealthWatch watch;

    Overview(Answers answers, ServiceHealthWatch watch) {
        this.answers = answers;
        this.watch = watch;
    }

    /** The summary of the question's organization, or of the caller's only one. */
    Uni<Summary> of(UUID principalId, Backends.Question question) {
        if (question.organizationId() != null) {
            return compose(principalId, question);
        }
        return answers.ask("teams", "/api/me", "me", principalId, question)
                .map(Overview::theOnlyOne)
                .chain(organization -> compose(
                        principalId, new Backends.Question(question.token(), organization, question.requestId())));
    }

    private static UUID theOnlyOne(Answer me) {
        List<UUID> ids = me.read(node -> {
                    List<UUID> found = new ArrayList<>();
                    node.path("organizations")
                            .forEach(each ->
                                    found.add(UUID.fromString(each.path("id").asText())));
                    return found;
                })
                .orElseThrow(() -> ProblemType.UNAVAILABLE.with("The teams service is away; name the organization."));
        return switch (ids.size()) {
            case 0 -> throw ProblemException.notFound("organization");
            case 1 -> ids.getFirst();
            default -> throw ProblemType.ORGANIZATION_REQUIRED.with("You belong to several organizations: name one.");
        };
    }

    private Uni<Summary> compose(UUID principalId, Backends.Question question) {
        List<Uni<Map.Entry<Topic, Answer>>> asked = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            asked.add(answers.ask(topic.service(), path(topic, question), topic.name(), principalId, question)
                    .map(answer -> Map.entry(topic, answer)));
        }
        return Uni.join().all(asked).andFailFast().map(all -> {
            Map<Topic, Answer> byTopic = new EnumMap<>(Topic.class);
            all.forEach(entry -> byTopic.put(entry.getKey(), entry.getValue()));
            return summary(organizationId(question), byTopic);
        });
    }

    private String path(Topic topic, Backends.Question question) {
        Instant today = answers.now().truncatedTo(ChronoUnit.DAYS);
        return switch (topic) {
            case ORGANIZATION -> "/api/organizations/" + organizationId(question);
            case MEMBERS -> "/api/members?limit=200";
            case USAGE -> "/api/billing/usage?current=true";
            case SUBSCRIPTION -> "/api/billing/subscriptions?limit=10";
            case ANALYTICS ->
                "/api/reports/analytics?interval=day&from=" + today.minus(DAYS - 1L, ChronoUnit.DAYS) + "&to="
                        + today.plus(1, ChronoUnit.DAYS);
            case FINANCIAL ->
                "/api/reports/financial?month=" + java.time.YearMonth.from(today.atOffset(ZoneOffset.UTC));
            case ACTIVITY -> "/api/reports/audit?limit=5";
        };
    }

    private static UUID organizationId(Backends.Question question) {
        UUID organization = question.organizationId();
        if (organization == null) {
            throw new IllegalArgumentException("the question names no organization");
        }
        return organization;
    }

    private Summary summary(UUID organizationId, Map<Topic, Answer> answered) {
        if (answered.get(Topic.ORGANIZATION) instanceof Answer.Missing) {
            throw ProblemException.notFound("organization");
        }
        Instant now = answers.now();
        List<ServiceHealth> services = watch.all();
        Facts facts = new Facts(
                now,
                services,
                read(answered, Topic.USAGE, Reading::usage),
                read(answered, Topic.SUBSCRIPTION, Reading::subscription),
                answered.get(Topic.SUBSCRIPTION) instanceof Answer.Fresh,
                read(answered, Topic.MEMBERS, Reading::owners),
                read(answered, Topic.ANALYTICS, Reading::asOf));
        List<OverviewCheck> checks = OverviewRules.checks(facts);
        HealthScore score = OverviewRules.score(checks);
        return new Summary(
                now,
                read(answered, Topic.ORGANIZATION, node -> Reading.organization(organizationId, node))
                        .orElse(new Summary.Organization(organizationId, organizationId.toString(), null)),
                new Summary.Health(score.score(), score.confidence(), score.capped(), checks),
                services,
                facts.usage().orElse(null),
                read(answered, Topic.ANALYTICS, Reading::series).orElse(null),
                facts.subscription().orElse(null),
                read(answered, Topic.FINANCIAL, Reading::revenue).orElse(null),
                read(answered, Topic.ANALYTICS, Reading::topWorkspaces).orElse(null),
                OverviewRules.alerts(facts),
                read(answered, Topic.ACTIVITY, Reading::activity).orElse(null),
                parts(answered));
    }

    private static <T> java.util.Optional<T> read(
            Map<Topic, Answer> answered, Topic topic, java.util.function.Function<JsonNode, T> reader) {
        Answer answer = answered.get(topic);
        return answer == null ? java.util.Optional.empty() : answer.read(reader);
    }

    /** Of a service's answers the worst one counts: failed, then stale, then forbidden. */
    private static List<Summary.Part> parts(Map<Topic, Answer> answered) {
        List<Summary.Part> parts = new ArrayList<>();
        for (String service : List.of("teams", "billing", "reporting", "audit")) {
            Summary.Part worst = new Summary.Part(service, Summary.Part.Status.ok, null, null);
            for (Map.Entry<Topic, Answer> entry : answered.entrySet()) {
                if (entry.getKey().service().equals(service)) {
                    Summary.Part part = part(service, entry.getValue());
                    worst = rank(part) > rank(worst) ? part : worst;
                }
            }
            parts.add(worst);
        }
        return parts;
    }

    private static Summary.Part part(String service, Answer answer) {
        return switch (answer) {
            case Answer.Fresh fresh -> new Summary.Part(service, Summary.Part.Status.ok, fresh.at(), null);
            case Answer.Stale stale -> new Summary.Part(service, Summary.Part.Status.stale, stale.at(), stale.error());
            case Answer.Failed failed -> new Summary.Part(service, Summary.Part.Status.failed, null, failed.error());
            case Answer.Forbidden forbidden -> new Summary.Part(service, Summary.Part.Status.forbidden, null, null);
            case Answer.Missing missing -> new Summary.Part(service, Summary.Part.Status.ok, null, null);
        };
    }

    private static int rank(Summary.Part part) {
        return switch (part.status()) {
            case ok -> part.at() == null ? 0 : 1;
            case forbidden -> 2;
            case stale -> 3;
            case failed -> 4;
        };
    }

    /** What is asked of which service. */
    private enum Topic {
        ORGANIZATION("teams"),
        MEMBERS("teams"),
        USAGE("billing"),
        SUBSCRIPTION("billing"),
        ANALYTICS("reporting"),
        FINANCIAL("reporting"),
        ACTIVITY("audit");

        private final String service;

        Topic(String service) {
            this.service = service;
        }

        String service() {
            return service;
        }
    }
}
