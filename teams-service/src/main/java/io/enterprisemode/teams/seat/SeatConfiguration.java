package io.enterprisemode.teams.seat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * What an organization may have until it is heard of that it has a plan: as much as the plan allows that
 * billing-service gives to every new one.
 */
@ConfigMapping(prefix = "enterprise.seats")
public interface SeatConfiguration {

    /** The code of that plan, for messages. */
    @WithDefault("free")
    String defaultPlan();

    /** How many people. */
    @WithDefault("3")
    int defaultMembers();

    /** How many workspaces. */
    @WithDefault("1")
    int defaultWorkspaces();
}
