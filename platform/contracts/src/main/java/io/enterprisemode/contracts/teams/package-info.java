/** Events of the teams service: memberships, structure and API keys. */
@NullMarked
package io.enterprisemode.contracts.teams;

import org.jspecify.annotations.NullMarked;
