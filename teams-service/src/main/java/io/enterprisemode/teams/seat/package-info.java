/**
 * How many members and workspaces the plan of an organization allows, as billing-service says, and whether there is
 * room.
 */
@NullMarked
package io.enterprisemode.teams.seat;

import org.jspecify.annotations.NullMarked;
