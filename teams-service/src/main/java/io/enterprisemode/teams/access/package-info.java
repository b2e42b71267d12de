/** Who may do what in an organization, and who may give or take roles. */
@NullMarked
package io.enterprisemode.teams.access;

import org.jspecify.annotations.NullMarked;
