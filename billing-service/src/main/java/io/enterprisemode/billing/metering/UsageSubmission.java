package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.OrganizationFacts.Workspace;
import io.enterprisemode.billing.metering.WorkspaceView.Question;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes usage in by the {@link UsageWriter} and, before it answers that a workspace is unknown, waits until that is
 * certain. Events of workspaces that become known meanwhile are written then. Only the request that names such a
 * workspace waits.
 */
@ApplicationScoped
class UsageSubmission {

    private final UsageWriter writer;
    private final KnownOrganizations known;
    private final WorkspaceView workspaces;

    UsageSubmission(UsageWriter writer, KnownOrganizations known, WorkspaceView workspaces) {
        this.writer = writer;
        this.known = known;
        this.workspaces = workspaces;
    }

    /**
     * As {@link UsageWriter#write(UsageBatch)}; fails with 503 also when it cannot be said whether a workspace is
     * there.
     */
    Uni<List<UsageResult>> write(UsageBatch batch) {
        Question question = workspaces.ask();
        return writer.write(batch).chain(results -> settled(batch, results, question));
    }

    private Uni<List<UsageResult>> settled(UsageBatch batch, List<UsageResult> results, Question question) {
        List<Integer> open = open(batch, results);
        return open.isEmpty()
                ? Uni.createFrom().item(results)
                : workspaces
                        .isKnown(question, () -> admitsOneOf(batch, open))
                        .chain(oneIs -> oneIs
                                ? again(batch, results, open).chain(merged -> settled(batch, merged, question))
                                : Uni.createFrom().item(results));
    }

    /** The positions of events whose workspace is unknown. */
    private static List<Integer> open(UsageBatch batch, List<UsageResult> results) {
        List<Integer> open = List.of();
        for (UsageResult result : results) {
            if (isOpen(batch.events().get(result.index()), result)) {
                open = open.isEmpty() ? new ArrayList<>() : open;
                open.add(result.index());
            }
        }
        return open;
    }

    /** Whether the event is refused for nothing but a workspace that is unknown, and may not be so for long. */
    static boolean isOpen(Received received, UsageResult result) {
        return Refusal.UNKNOWN_WORKSPACE.code().equals(result.reason()) && received instanceof Received.Legible;
    }

    private Uni<Boolean> admitsOneOf(UsageBatch batch, List<Integer> open) {
        Set<Workspace> named = new HashSet<>();
        for (int index : open) {
            if (batch.events().get(index) instanceof Received.Legible(UsageEvent event)) {
                named.add(new Workspace(batch.organizationId(), event.workspaceId()));
            }
        }
        return known.read(batch.organizationId(), named)
                .map(facts -> open.stream()
                        .map(batch.events()::get)
                        .anyMatch(received -> received instanceof Received.Legible(UsageEvent event)
                                && facts.admit(batch.organizationId(), batch.reach(), event)));
    }

    private Uni<List<UsageResult>> again(UsageBatch batch, List<UsageResult> results, List<Integer> open) {
        return writer.write(batch.of(open.stream().map(batch.events()::get).toList()))
                .map(written -> {
                    List<UsageResult> merged = new ArrayList<>(results);
                    for (UsageResult result : written) {
                        int index = open.get(result.index());
                        merged.set(index, result.at(index));
                    }
                    return merged;
                });
    }
}
