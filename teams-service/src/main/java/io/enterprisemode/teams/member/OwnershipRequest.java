package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Role;
import jakarta.validation.constraints.NotNull;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Handing an organization over.
 *
 * @param toPrincipalId the member who becomes OWNER
 * @param keepRole what the caller is afterwards, below OWNER; ADMIN when left out
 */
@Schema(examples = "{\"toPrincipalId\": \"0190a8b2-7c3d-7000-8000-000000000001\", \"keepRole\": \"ADMIN\"}")
record OwnershipRequest(
        @NotNull UUID toPrincipalId, @Nullable Role keepRole) {}
