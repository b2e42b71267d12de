package io.enterprisemode.billing.subscription;

import io.enterprisemode.web.problem.ProblemType;

/** What can go wrong with subscriptions. */
public final class SubscriptionProblems {

    public static final ProblemType ALREADY_SUBSCRIBED =
            new ProblemType("already-subscribed", 409, "The organization has a subscription already");

    public static final ProblemType NOT_SUBSCRIBED =
            new ProblemType("not-subscribed", 409, "The organization has no subscription");

    public static final ProblemType SAME_PLAN =
            new ProblemType("same-plan", 409, "The subscription has this plan already");

    public static final ProblemType NOTHING_WAITS =
            new ProblemType("nothing-waits", 409, "No change and no cancellation waits");

    public static final ProblemType NOT_POSSIBLE =
            new ProblemType("not-possible-now", 409, "The subscription cannot be changed like this now");

    public static final ProblemType TRIAL_USED =
            new ProblemType("trial-used", 409, "The organization has had a trial of this plan");

    public static final ProblemType NO_CREDIT =
            new ProblemType("no-credit", 409, "The price of the period is kept when it is canceled now");

    public static final ProblemType TOO_MANY_CHANGES =
            new ProblemType("too-many-changes", 429, "The subscription was changed too often today");

    public static final ProblemType SUSPENDED = new ProblemType("suspended", 409, "The subscription is suspended");

    private SubscriptionProblems() {}
}
