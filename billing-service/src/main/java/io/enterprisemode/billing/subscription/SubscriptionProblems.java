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

    public static final ProblemType SUSPENDED = new ProblemType("suspended", 409, "The subscription is suspended");

    private SubscriptionProblems() {}
}
