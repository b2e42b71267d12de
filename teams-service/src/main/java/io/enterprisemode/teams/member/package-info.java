/** Members of an organization: who they are, giving and taking roles. */
@NullMarked
package io.enterprisemode.teams.member;

import org.jspecify.annotations.NullMarked;
