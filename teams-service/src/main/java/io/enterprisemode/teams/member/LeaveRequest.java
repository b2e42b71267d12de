package io.enterprisemode.teams.member;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to leave an organization.
 *
 * @param organizationId which one: named, so that nobody leaves another one than they think
 */
@Schema(examples = "{\"organizationId\": \"0190a8b2-7c3d-7000-8000-000000000001\"}")
record LeaveRequest(@NotNull UUID organizationId) {}
