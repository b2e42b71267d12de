/** Sending e-mail: to a mail server, or into a folder where there is none. */
@NullMarked
package io.enterprisemode.teams.mail;

import org.jspecify.annotations.NullMarked;
