package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.Permission;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One question: may somebody do something somewhere?
 *
 * @param nodeId organization, team or workspace; the organization when left out
 * @param principalId who; the caller when left out
 */
@Schema(examples = "{\"permission\": \"usage:write\", \"nodeId\": \"0190a8b2-7c3d-7000-8000-000000000001\"}")
public record PermissionQuestion(
        @NotNull Permission permission,
        @Nullable UUID nodeId,
        @Nullable UUID principalId) {}
