/** Names, places and the time zone of an organization, from the local view of teams-service. */
@NullMarked
package io.enterprisemode.reporting.structure;

import org.jspecify.annotations.NullMarked;
