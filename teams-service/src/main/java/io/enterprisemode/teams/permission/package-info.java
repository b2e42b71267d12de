/** Deciding permissions on this service's own tables, for itself and for those who ask. */
@NullMarked
package io.enterprisemode.teams.permission;

import org.jspecify.annotations.NullMarked;
