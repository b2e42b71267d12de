/** Principals of an organization and the roles they hold. */
@NullMarked
package io.enterprisemode.teams.membership;

import org.jspecify.annotations.NullMarked;
