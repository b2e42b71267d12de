/** The hierarchy: organizations, teams, workspaces. */
@NullMarked
package io.enterprisemode.teams.structure;

import org.jspecify.annotations.NullMarked;
