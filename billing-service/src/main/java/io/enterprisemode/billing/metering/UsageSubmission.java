package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.subscription.AwaitedSubscription;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.kernel.access.AwaitedView.Question;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Takes usage in by the {@link UsageWriter} and, before it answers that a workspace is unknown or that there is no
 * subscription, waits until that is certain. Events that can be taken in by then are written. Only the request that
 * would be refused so waits.
 */
@ApplicationScoped
public class UsageSubmission {

    private final UsageWriter writer;
    private final OrganizationCache known;
    private final AwaitedWorkspaces workspaces;
    private final AwaitedSubscription subscription;
    private final TakenIdentities identities;

    UsageSubmission(
            UsageWriter writer,
            OrganizationCache known,
            AwaitedWorkspaces workspaces,
            AwaitedSubscription subscription,
            TakenIdentities identities) {
        this.writer = writer;
        this.known = known;
        this.workspaces = workspaces;
        this.subscription = subscription;
        this.identities = identities;
    }

    /**
     * As {@link UsageWriter#write(UsageBatch)}; fails with 503 also when it cannot be determined whether a workspace or
     * a subscription exists, or when too much waits for that.
     */
    public Uni<List<UsageResult>> write(UsageBatch batch) {
        Question question = workspaces.ask();
        return writer.write(batch)
                .chain(results -> settled(batch, results, question))
                .chain(results -> subscribed(
                        batch,
                        results,
                        () -> subscription.isThere(batch.organizationId(), question),
                        again -> settled(batch, again, question)))
                .chain(results -> identities.withTakenIdentities(batch, results));
    }

    /** The results once those without a subscription were written again where the organization has one by now. */
    public Uni<List<UsageResult>> subscribed(UsageBatch batch, List<UsageResult> results) {
        return subscribed(
                batch,
                results,
                () -> subscription.isSubscribed(batch.organizationId()),
                again -> Uni.createFrom().item(again));
    }

    private Uni<List<UsageResult>> subscribed(
            UsageBatch batch,
            List<UsageResult> results,
            Supplier<Uni<Boolean>> isSubscribed,
            Function<List<UsageResult>, Uni<List<UsageResult>>> afterwards) {
        List<Integer> without = positions(batch, results, UsageSubmission::isWithoutSubscription);
        return without.isEmpty()
                ? Uni.createFrom().item(results)
                : isSubscribed
                        .get()
                        .chain(is -> is
                                ? hasPlanForOneOf(batch, without)
                                : Uni.createFrom().item(false))
                        .chain(oneHas -> oneHas
                                ? again(batch, results, without).chain(merged -> afterwards.apply(merged))
                                : Uni.createFrom().item(results));
    }

    private Uni<Boolean> hasPlanForOneOf(UsageBatch batch, List<Integer> without) {
        return factsOf(batch, without).map(facts -> {
            SubscriptionTerms terms = facts.terms(batch.organizationId());
            return terms != null
                    && without.stream()
                            .map(batch.events()::get)
                            .anyMatch(received -> received instanceof ParsedEvent.Valid(UsageEvent event)
                                    && terms.partAt(event.time()).isPresent());
        });
    }

    private Uni<List<UsageResult>> settled(UsageBatch batch, List<UsageResult> results, Question question) {
        List<Integer> open = positions(batch, results, UsageSubmission::isOpen);
        return open.isEmpty()
                ? Uni.createFrom().item(results)
                : workspaces
                        .isKnown(
                                question,
                                batch.organizationId(),
                                batch.of(events(batch, open)).size(),
                                named(batch, open),
                                facts -> admitsOneOf(facts, batch, open))
                        .chain(oneIs -> oneIs
                                ? again(batch, results, open).chain(merged -> settled(batch, merged, question))
                                : Uni.createFrom().item(results));
    }

    /** The positions of events for which it holds. */
    private static List<Integer> positions(
            UsageBatch batch, List<UsageResult> results, BiPredicate<ParsedEvent, UsageResult> holds) {
        List<Integer> positions = List.of();
        for (UsageResult result : results) {
            if (holds.test(batch.events().get(result.index()), result)) {
                positions = positions.isEmpty() ? new ArrayList<>() : positions;
                positions.add(result.index());
            }
        }
        return positions;
    }

    /** Whether the only reason of the refusal is an unknown workspace, which may become known soon. */
    public static boolean isOpen(ParsedEvent received, UsageResult result) {
        return Refusal.UNKNOWN_WORKSPACE.code().equals(result.reason()) && received instanceof ParsedEvent.Valid;
    }

    /** Whether the only reason of the refusal is a missing subscription, which may be created automatically. */
    public static boolean isWithoutSubscription(ParsedEvent received, UsageResult result) {
        return Refusal.NO_SUBSCRIPTION.code().equals(result.reason()) && received instanceof ParsedEvent.Valid;
    }

    private Uni<OrganizationSnapshot> factsOf(UsageBatch batch, List<Integer> positions) {
        return known.read(batch.organizationId(), named(batch, positions));
    }

    private static List<ParsedEvent> events(UsageBatch batch, List<Integer> open) {
        return open.stream().map(batch.events()::get).toList();
    }

    private static Set<NamedWorkspace> named(UsageBatch batch, List<Integer> open) {
        Set<NamedWorkspace> named = new HashSet<>();
        for (ParsedEvent received : events(batch, open)) {
            if (received instanceof ParsedEvent.Valid(UsageEvent event)) {
                named.add(new NamedWorkspace(batch.organizationId(), event.workspaceId()));
            }
        }
        return named;
    }

    private static boolean admitsOneOf(OrganizationSnapshot facts, UsageBatch batch, List<Integer> open) {
        return events(batch, open).stream()
                .anyMatch(received -> received instanceof ParsedEvent.Valid(UsageEvent event)
                        && facts.admit(batch.organizationId(), batch.reach(), event));
    }

    private Uni<List<UsageResult>> again(UsageBatch batch, List<UsageResult> results, List<Integer> open) {
        return writer.write(batch.of(events(batch, open))).map(written -> {
            List<UsageResult> merged = new ArrayList<>(results);
            for (UsageResult result : written) {
                int index = open.get(result.index());
                merged.set(index, result.at(index));
            }
            return merged;
        });
    }
}
