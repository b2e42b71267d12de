package io.enterprisemode.teams.member;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How many belong to an organization, anywhere in it.
 *
 * @param people users with a role
 * @param owners those of them who are assigned OWNER on the organization
 * @param serviceAccounts service accounts and API keys with a role
 */
@Schema(name = "MemberCounts")
record MemberCountsView(long people, long owners, long serviceAccounts) {}
