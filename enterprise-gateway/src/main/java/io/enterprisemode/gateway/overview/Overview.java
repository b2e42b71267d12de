package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.backend.Backends;
import io.enterprisemode.gateway.health.AccessViewHealth;
import io.enterprisemode.gateway.health.HealthScore;
import io.enterprisemode.gateway.health.ServiceHealth;
import io.enterprisemode.gateway.health.ServiceHealthWatch;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Sends requests to all services concurrently, waits no longer than the deadline, and combines what arrived. */
@ApplicationScoped
class Overview {

    private final Answers answers;
    private final ServiceHealthWatch watch;

    Overview(Answers answers, ServiceHealthWatch watch) {
        this.answers = answers;
        this.watch = watch;
    }

    /** The summary of the question's organization, or of the caller's only one. */
    Uni<SummaryView> of(UUID principalId, Backends.Question question) {
        if (question.organizationId() != null) {
            return compose(principalId, question.organizationId(), question);
        }
        return answers.ask("teams", "/api/me", question)
                .map(Overview::theOnlyOne)
                .chain(organization -> compose(principalId, organization, question.in(organization)));
    }

    private static UUID theOnlyOne(Answer me) {
        List<UUID> ids = Documents.read(me, (node, at) -> Reading.organizations(node))
                .orElseThrow(() -> ProblemType.UNAVAILABLE.with("The teams service is away; name the organization."));
        return switch (ids.size()) {
            case 0 -> throw ProblemException.notFound("organization");
            case 1 -> ids.getFirst();
            default -> throw ProblemType.ORGANIZATION_REQUIRED.with("You belong to several organizations: name one.");
        };
    }

    private Uni<SummaryView> compose(UUID principalId, UUID organizationId, Backends.Question question) {
        return answers.ofOrganization(principalId, organizationId, question)
                .map(byTopic -> summary(organizationId, new Documents(byTopic)));
    }

    private SummaryView summary(UUID organizationId, Documents documents) {
        if (documents.isMissing(Topic.ORGANIZATION)) {
            throw ProblemException.notFound("organization");
        }
        Instant now = answers.now();
        List<ServiceHealth> services = watch.all();
        Optional<SummaryView.Organization> organization =
                documents.read(Topic.ORGANIZATION, node -> Reading.organization(organizationId, node));
        Optional<SummaryView.Series> series = documents.read(Topic.ANALYTICS, Reading::series);
        Optional<List<SummaryView.WorkspaceUsage>> topWorkspaces =
                documents.read(Topic.ANALYTICS, Reading::topWorkspaces);
        Optional<SummaryView.Revenue> revenue = documents.read(Topic.FINANCIAL, Reading::revenue);
        Optional<SummaryView.Charges> charges = documents.read(Topic.CHARGES, Reading::charges);
        Optional<List<SummaryView.IssuedInvoice>> latestInvoices =
                documents.read(Topic.INVOICES, Reading::latestInvoices);
        Optional<List<SummaryView.Activity>> activity = documents.read(Topic.ACTIVITY, Reading::activity);
        Facts facts = facts(documents, now, services, watch.accessViews());
        List<OverviewCheck> checks = OverviewRules.checks(facts);
        HealthScore score = OverviewRules.score(checks);
        return new SummaryView(
                now,
                organization.orElse(new SummaryView.Organization(organizationId, organizationId.toString(), null)),
                new SummaryView.Health(score.score(), score.confidence(), score.capped(), checks),
                services,
                facts.accessViews(),
                facts.usage().orElse(null),
                series.orElse(null),
                facts.subscription().orElse(null),
                revenue.orElse(null),
                charges.orElse(null),
                facts.openInvoices().orElse(null),
                latestInvoices.orElse(null),
                topWorkspaces.orElse(null),
                OverviewRules.alerts(facts),
                activity.orElse(null),
                documents.parts(),
                documents.sources());
    }

    private static Facts facts(
            Documents documents, Instant now, List<ServiceHealth> services, List<AccessViewHealth> accessViews) {
        Optional<SummaryView.Subscription> subscription = documents.read(Topic.SUBSCRIPTION, Reading::subscription);
        boolean neverSubscribed =
                documents.read(Topic.SUBSCRIPTION, Reading::neverSubscribed).orElse(false);
        return new Facts(
                now,
                documents.read(Topic.ORGANIZATION, Reading::zone).orElse(ZoneOffset.UTC),
                services,
                accessViews,
                documents.read(Topic.USAGE, Reading::usage),
                subscription,
                documents.isFresh(Topic.SUBSCRIPTION),
                neverSubscribed ? documents.read(Topic.ORGANIZATION, Reading::createdAt) : Optional.empty(),
                documents.read(Topic.OPEN_INVOICES, Reading::openInvoices),
                documents.read(Topic.MEMBERS, Reading::owners),
                documents.read(Topic.ANALYTICS, Reading::asOf));
    }
}
