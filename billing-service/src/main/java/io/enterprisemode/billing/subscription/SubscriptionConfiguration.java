package io.enterprisemode.billing.subscription;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How organizations come to their plans. */
@ConfigMapping(prefix = "enterprise.subscriptions")
interface SubscriptionConfiguration {

    /** No automatic plan. */
    String OFF = "off";

    /**
     * The plan that an organization has from its beginning until it subscribes to another; one that costs nothing.
     * {@code off}: none.
     */
    @WithDefault("free")
    String defaultPlan();

    /** The longest trial that can be asked for, in days. */
    @WithDefault("30")
    int longestTrial();

    /** How often an organization may change its subscription in 24 hours. */
    @WithDefault("20")
    int changesPerDay();
}
