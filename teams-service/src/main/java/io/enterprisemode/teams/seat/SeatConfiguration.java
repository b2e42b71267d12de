package io.enterprisemode.teams.seat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * The limits of an organization until its plan is known: those of the plan that billing-service gives to every new
 * organization.
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
