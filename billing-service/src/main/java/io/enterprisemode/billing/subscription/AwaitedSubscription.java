package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.FirstSubscription.Presence;
import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.access.AwaitedView.Question;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Waits for the subscription that an organization gets automatically. The view of organizations may be behind
 * teams-service, so a subscription is reported as missing only when that is certain.
 */
@ApplicationScoped
public class AwaitedSubscription {

    private final FirstSubscription first;
    private final AwaitedView view;

    AwaitedSubscription(FirstSubscription first, AwaitedView view) {
        this.first = first;
        this.view = view;
    }

    /** Whether the organization has a subscription now; fails with 503 when that cannot be determined. */
    public Uni<Boolean> isThere(UUID organization) {
        return isThere(organization, view.ask());
    }

    /**
     * The same for a question that was asked before.
     *
     * @param question when it was asked
     */
    public Uni<Boolean> isThere(UUID organization, Question question) {
        return first.of(organization)
                .chain(standing -> standing == Presence.UNKNOWN
                        ? view.isKnown(question, organization, () -> isKnown(organization))
                                .chain(known -> known
                                        ? isSubscribed(organization)
                                        : Uni.createFrom().item(false))
                        : Uni.createFrom().item(standing == Presence.SUBSCRIBED));
    }

    /** Whether it has one according to the current view; it does not wait. */
    public Uni<Boolean> isSubscribed(UUID organization) {
        return first.of(organization).map(standing -> standing == Presence.SUBSCRIBED);
    }

    private Uni<Boolean> isKnown(UUID organization) {
        return first.of(organization).map(standing -> standing != Presence.UNKNOWN);
    }
}
