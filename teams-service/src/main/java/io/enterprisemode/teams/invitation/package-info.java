/** Invitations by e-mail. */
@NullMarked
package io.enterprisemode.teams.invitation;

import org.jspecify.annotations.NullMarked;
