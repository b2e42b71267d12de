/** What the service knows of whoever calls. */
@NullMarked
package io.enterprisemode.teams.caller;

import org.jspecify.annotations.NullMarked;
